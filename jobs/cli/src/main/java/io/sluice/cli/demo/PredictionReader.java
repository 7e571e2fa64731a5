package io.sluice.cli.demo;

import io.sluice.cli.data.TopicConsumer;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.PredictionCodec;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;

/** Reads predictions as any consumer would. Runs in a thread of its own until it is closed. */
public abstract class PredictionReader implements Runnable, AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean stopped;

    /**
     * @param isolation {@code read_committed} or {@code read_uncommitted}
     */
    protected PredictionReader(String bootstrapServers, String topic, String isolation) {
        this.consumer = TopicConsumer.open(bootstrapServers, topic, isolation);
    }

    /**
     * Takes a prediction, on the reader's thread.
     *
     * @param nowMillis when it was seen
     */
    protected abstract void count(Prediction prediction, long nowMillis);

    @Override
    public final void run() {
        try {
            while (!stopped) {
                var records = consumer.poll(Duration.ofMillis(100));
                long now = System.currentTimeMillis();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    count(PredictionCodec.decode(record.value()), now);
                }
            }
        } catch (WakeupException stop) {
            // The signal to end.
        } catch (MalformedException e) {
            throw new IllegalStateException("a prediction cannot be read: " + e.getMessage(), e);
        } finally {
            consumer.close();
        }
    }

    @Override
    public final void close() {
        stopped = true;
        consumer.wakeup();
    }
}
