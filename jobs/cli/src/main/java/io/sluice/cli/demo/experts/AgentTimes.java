package io.sluice.cli.demo.experts;

import io.sluice.cli.data.TopicConsumer;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReplyCodec;
import io.sluice.schemas.MalformedException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads the replies of agents beside the job, to know what of a request's time was theirs. Runs in
 * a thread of its own; what it knows may be asked from others at any time.
 */
final class AgentTimes implements Runnable, AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Long> slowest = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    AgentTimes(String bootstrapServers, String repliesTopic) {
        this.consumer = TopicConsumer.open(bootstrapServers, repliesTopic, "read_uncommitted");
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(100))) {
                    ExpertReply reply = ExpertReplyCodec.decode(record.value());
                    slowest.merge(
                            reply.requestId(),
                            reply.queueMicros() + reply.computeMicros(),
                            Math::max);
                }
            }
        } catch (WakeupException stop) {
            // The demo has ended.
        } catch (MalformedException e) {
            throw new IllegalStateException("a reply cannot be read: " + e.getMessage(), e);
        } finally {
            consumer.close();
        }
    }

    /** How long the slowest agent had a request: queue and compute, in microseconds. */
    OptionalLong slowestMicros(String requestId) {
        Long micros = slowest.get(requestId);
        return micros == null ? OptionalLong.empty() : OptionalLong.of(micros);
    }

    @Override
    public void close() {
        stopped = true;
        consumer.wakeup();
    }
}
