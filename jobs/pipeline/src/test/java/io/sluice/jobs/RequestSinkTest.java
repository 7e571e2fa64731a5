package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.operators.experts.AddressedRequest;
import io.sluice.schemas.ExpertRequest;
import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** A device's topic never stops the job. */
class RequestSinkTest {
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Counter failed = new SimpleCounter();
    private final RequestSink.Writer writer = new RequestSink.Writer(producer, failed);

    @Test
    void requestsGoToTheirDevicesByTheirId() {
        writer.write(request("requests.a"), null);
        assertThat(producer.history())
                .singleElement()
                .satisfies(
                        record -> {
                            assertThat(record.topic()).isEqualTo("requests.a");
                            assertThat(record.key()).asString().isEqualTo("events-0@1");
                        });
        producer.completeNext();
        assertThat(failed.getCount()).isZero();
    }

    @Test
    void whatCannotBeWrittenIsCountedAndTheNextIsWritten() {
        writer.write(request("requests.gone"), null);
        producer.errorNext(new TimeoutException("no such topic"));
        producer.sendException = new RecordTooLargeException("too large");
        writer.write(request("requests.a"), null);
        producer.sendException = null;
        writer.write(request("not a topic"), null);
        writer.write(request("requests.a"), null);
        assertThat(failed.getCount()).isEqualTo(2);
        assertThat(producer.history()).hasSize(3);
    }

    @Test
    void aCheckpointWaitsForNothing() {
        writer.write(request("requests.a"), null);
        writer.flush(false);
        assertThat(producer.flushed()).isFalse();
        writer.flush(true);
        assertThat(producer.flushed()).isTrue();
        writer.close();
        assertThat(producer.closed()).isTrue();
    }

    private static AddressedRequest request(String topic) {
        return new AddressedRequest(
                topic, new ExpertRequest("events-0@1", "low", "", "replies", List.of(), 0, 0));
    }
}
