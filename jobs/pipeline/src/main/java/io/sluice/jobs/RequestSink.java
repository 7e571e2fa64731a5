package io.sluice.jobs;

import io.sluice.operators.experts.AddressedRequest;
import io.sluice.schemas.ExpertRequestCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes requests to the topics of their devices, keyed by the request's id.
 *
 * <p>A request that cannot be written is one that no device answers: it is counted, and its job
 * goes on. Nothing is awaited at a checkpoint, as what is pending is asked again after a restore.
 */
final class RequestSink implements Sink<AddressedRequest> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(RequestSink.class);

    /** A topic that is not there holds up the requests to others for so long. */
    private static final int MOST_BLOCKED_MILLIS = 100;

    /** After this nobody waits for the answer any more. */
    private static final int DELIVERY_MILLIS = 5_000;

    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final Properties settings;

    /**
     * @param connection of the Kafka clients, bootstrap servers included
     */
    RequestSink(Properties connection) {
        settings = new Properties();
        settings.putAll(connection);
        settings.put("linger.ms", 0);
        settings.put("max.block.ms", MOST_BLOCKED_MILLIS);
        settings.put("request.timeout.ms", DELIVERY_MILLIS);
        settings.put("delivery.timeout.ms", DELIVERY_MILLIS);
        settings.put("max.request.size", AddressedRequest.MOST_BYTES);
    }

    @Override
    public SinkWriter<AddressedRequest> createWriter(WriterInitContext context) {
        Counter failed =
                context.metricGroup()
                        .addGroup("sluice")
                        .counter("requests_failed_total", new SimpleCounter());
        ByteArraySerializer bytes = new ByteArraySerializer();
        return new Writer(new KafkaProducer<>(settings, bytes, bytes), failed);
    }

    /** Writes with a producer of its own. */
    static final class Writer implements SinkWriter<AddressedRequest> {
        private final Producer<byte[], byte[]> producer;
        private final Counter failed;

        /**
         * @param failed counts what could not be written
         */
        Writer(Producer<byte[], byte[]> producer, Counter failed) {
            this.producer = producer;
            this.failed = failed;
        }

        @Override
        public void write(AddressedRequest addressed, Context context) {
            byte[] key = addressed.request().requestId().getBytes(StandardCharsets.UTF_8);
            byte[] value = ExpertRequestCodec.encode(addressed.request());
            try {
                producer.send(
                        new ProducerRecord<>(addressed.topic(), key, value),
                        (written, failure) -> {
                            if (failure != null) {
                                failed(addressed, failure);
                            }
                        });
            } catch (KafkaException | IllegalArgumentException e) {
                failed(addressed, e);
            }
        }

        private synchronized void failed(AddressedRequest addressed, Exception failure) {
            failed.inc();
            LOG.warn(
                    "Request {} could not be written to {}: {}",
                    addressed.request().requestId(),
                    addressed.topic(),
                    failure.toString());
        }

        @Override
        public void flush(boolean endOfInput) {
            if (endOfInput) {
                producer.flush();
            }
        }

        @Override
        public void close() {
            producer.close(CLOSING);
        }
    }
}
