package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.fitting.FitReport;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.schemas.AvroWriter;
import io.sluice.simulator.LabelledImages;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitFromKafkaIT {
    private static final Path EXAMPLE = Path.of("../examples/fashion-mnist");
    private static final int RECORDS = 500;

    @TempDir private Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aRangeOfATopicIsReadAsThePipelineReadsIt() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            kafka.createTopic("images", 1);
            produce(kafka.bootstrapServers());
            Path pipeline = pipeline(kafka.bootstrapServers());

            // The first record is broken and the second has no label: both are left out by offset.
            assertThat(fit(pipeline, "--from", "0:2", "--to", "0:402")).as(err()).isZero();
            FitReport report = FitReport.read(out.toString().getBytes(StandardCharsets.UTF_8));
            FitReport.Rows rows = report.rows();
            assertThat(rows.fit() + rows.gates() + rows.calibration() + rows.test()).isEqualTo(400);
            assertThat(report.source()).isEqualTo("kafka:images");

            assertThat(fit(pipeline)).isEqualTo(SluiceCommand.FAILED);
            assertThat(err()).contains("images-0, offset 0: ").contains("--skip-unlabelled");
            assertThat(fit(pipeline, "--skip-unlabelled")).as(err()).isZero();
            assertThat(fit(pipeline, "--from", "1:0")).isEqualTo(SluiceCommand.FAILED);
            assertThat(err()).contains("no offset is given for partition images-0");
            assertThat(fit(pipeline, "--from", "yesterday")).isEqualTo(SluiceCommand.FAILED);
            assertThat(err()).contains("'yesterday'; expected earliest, latest, a time such as");
        }
    }

    private int fit(Path pipeline, String... options) {
        out.getBuffer().setLength(0);
        String[] arguments = {
            "fit",
            "exits",
            "--bundle",
            EXAMPLE.resolve("bundle").toString(),
            "--keep-heads",
            "--data",
            "kafka:images",
            "--pipeline",
            pipeline.toString(),
            "--mean-cost",
            "50%",
            "--output",
            "json",
            "--out",
            directory.resolve("fitted").toString()
        };
        String[] all = Arrays.copyOf(arguments, arguments.length + options.length);
        System.arraycopy(options, 0, all, arguments.length, options.length);
        return SluiceCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }

    private Path pipeline(String servers) throws Exception {
        Files.copy(EXAMPLE.resolve("image.avsc"), directory.resolve("image.avsc"));
        String text =
                Files.readString(EXAMPLE.resolve("pipeline.yaml"))
                        .replace(
                                "bootstrap-servers: ${KAFKA_BOOTSTRAP_SERVERS}",
                                "bootstrap-servers: " + servers);
        return Files.writeString(directory.resolve("pipeline.yaml"), text);
    }

    private static void produce(String servers) {
        LabelledImages images =
                LabelledImages.read(
                        EXAMPLE.resolve("sample/validation-images-idx3-ubyte.gz"),
                        EXAMPLE.resolve("sample/validation-labels-idx1-ubyte.gz"));
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(Map.of("bootstrap.servers", servers), bytes, bytes)) {
            producer.send(new ProducerRecord<>("images", new byte[] {1, 2, 3}));
            for (int i = 1; i < RECORDS; i++) {
                AvroWriter out = new AvroWriter(1024);
                out.writeString("image-" + i);
                out.writeString("camera");
                out.writeLong(1_700_000_000_000L + i);
                out.writeBytes(images.pixels()[i]);
                out.writePresent(i > 1);
                if (i > 1) {
                    out.writeInt(images.labels()[i]);
                }
                producer.send(new ProducerRecord<>("images", out.toByteArray()));
            }
        }
    }

    private String err() {
        return err.toString();
    }
}
