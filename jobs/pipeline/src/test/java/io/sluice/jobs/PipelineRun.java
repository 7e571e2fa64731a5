package io.sluice.jobs;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.AvroWriter;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;

/** A pipeline over the test ladder; its records are in the topic {@code events}. */
final class PipelineRun extends JobRun {
    /** The user's schema of the tests' records. */
    static final String SCHEMA =
            """
            {"type": "record", "name": "Reading", "fields": [
              {"name": "id", "type": "string"},
              {"name": "at", "type": "long"},
              {"name": "values", "type": "bytes"}]}
            """;

    PipelineRun(Path directory, EmbeddedKafka kafka) throws Exception {
        this(
                directory,
                kafka,
                TestBundles.ladder().policy("1", CertaintyThreshold.confidence(.8f, .8f)));
    }

    PipelineRun(Path directory, EmbeddedKafka kafka, TestBundles bundle) throws Exception {
        super(directory, kafka);
        bundle.writeTo(directory.resolve("bundle"));
        java.nio.file.Files.writeString(directory.resolve("reading.avsc"), SCHEMA);
        kafka.createTopic("events", 2);
    }

    /** The tests' pipeline; {@code source} replaces its source section when it is not null. */
    PipelineConfig config(String source) {
        return config(source, "");
    }

    /** The same with further keys of the top level. */
    PipelineConfig config(String source, String more) {
        String text =
                """
                name: test
                parallelism: 2
                source:
                %s
                bundle:
                  uri: bundle
                cascade:
                  max-batch: 16
                  max-wait: 5 ms
                control.topic: control
                sink:
                  topic: predictions
                """
                        .formatted((source == null ? defaultSource() : source).indent(2));
        return parse(text + more);
    }

    static String defaultSource() {
        return """
                bootstrap-servers: ${KAFKA}
                topics: [events]
                start-from: earliest
                format: avro
                schema: reading.avsc
                mapping:
                  id: id
                  event-time: {field: at, unit: millis}
                  inputs:
                    image: values
                """;
    }

    void send(int partition, byte[] value) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        "events",
                        partition,
                        null,
                        null,
                        value,
                        List.of(new RecordHeader("traceparent", new byte[] {1})));
        producer.send(record);
    }

    void sendGood(int from, int to) {
        for (int i = from; i < to; i++) {
            send(i % 2, reading("e" + i, i, i * 37 % 256));
        }
        producer.flush();
    }

    /** A record of the user's schema whose label is 3 and whose strength says where it leaves. */
    static byte[] reading(String id, long at, int strength) {
        return reading(id, at, 3, strength);
    }

    /** A record whose label and strength are in its values. */
    static byte[] reading(String id, long at, int label, int strength) {
        AvroWriter out = new AvroWriter(64);
        out.writeString(id);
        out.writeLong(at);
        out.writeBytes(TestBundles.row(label, strength));
        return out.toByteArray();
    }
}
