package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.jobs.config.PipelineConfig;
import io.sluice.jobs.config.SourceConfig;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.testkit.SensorTestBundle;
import io.sluice.kernel.testkit.SensorTestBundle.Sensor;
import io.sluice.operators.admission.DecoderFactory.TaskDecoder;
import io.sluice.operators.sensors.ModalityInputs;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.mapping.MappingException;
import io.sluice.schemas.mapping.PartialEvent;
import io.sluice.schemas.mapping.SourceRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamDecodersTest {
    private static final Bundle BUNDLE = SensorTestBundle.roads().open();
    private static final List<ModalityInputs> MODALITIES =
            BUNDLE.manifest().sensorLayout().orElseThrow().modalities().stream()
                    .map(modality -> new ModalityInputs(modality.name(), modality.inputs()))
                    .toList();

    @TempDir private Path directory;

    @BeforeEach
    void writeSchema() throws Exception {
        Files.writeString(directory.resolve("reading.avsc"), PipelineRun.SCHEMA);
    }

    @Test
    void aRecordIsReadAsItsTopicSays() throws Exception {
        TaskDecoder decoder = decoders(SensorRun.text()).open(Map.of());
        SensorDevice car = new SensorDevice("car");
        for (Sensor sensor : Sensor.values()) {
            PartialEvent read =
                    decoder.decodePartial(record(sensor.modality(), car.frame(sensor, 5000)));
            assertThat(read.event().inputs())
                    .extracting(NamedTensor::name)
                    .containsExactly(sensor.input());
            assertThat(read.faults()).isEmpty();
            assertThat(read.event().key()).isEqualTo(car.key());
            assertThat(read.event().eventTimeMillis()).isEqualTo(5000);
        }
        // Ten bytes are a frame of the camera, and none of the radar's ten floats.
        PartialEvent wrong = decoder.decodePartial(record("radar", car.frame(Sensor.CAMERA, 5000)));
        assertThat(wrong.event().inputs()).isEmpty();
        assertThat(wrong.faults()).extracting(PartialEvent.Fault::input).containsExactly("sweep");
        assertThat(decoder.knownSchemas()).isEmpty();
        assertThat(decoder.waitingSeconds()).isZero();
    }

    @Test
    void aModalityThatTheBundleLacksIsRefused() {
        String text = SensorRun.text().replace("modalities: [lidar]", "modalities: [sonar]");
        assertThatThrownBy(() -> decoders(text))
                .hasMessage(
                        "source.streams: 'sonar' of topic lidar is no modality of the bundle;"
                                + " expected some of [camera, radar, lidar]");
    }

    @Test
    void aModalityThatNoStreamBringsIsRefused() {
        String text = SensorRun.text().replace("modalities: [lidar]", "modalities: [radar]");
        assertThatThrownBy(() -> decoders(text.replace("inputs: {points", "inputs: {sweep")))
                .hasMessage(
                        "source.streams: [camera, radar] are there; expected every modality of the"
                                + " bundle, [camera, radar, lidar]");
    }

    @Test
    void aMappingForTheInputsOfAnotherModalityIsRefused() {
        String text = SensorRun.text().replace("inputs: {points", "inputs: {sweep");
        assertThatThrownBy(() -> decoders(text))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("sweep")
                .hasMessageContaining("points");
    }

    private StreamDecoders decoders(String text) {
        SourceConfig source =
                PipelineConfig.parse(
                                "test.yaml",
                                text,
                                directory,
                                Map.of("KAFKA", "localhost:9092")::get)
                        .source();
        return StreamDecoders.of(source, MODALITIES, BUNDLE.manifest().inputs());
    }

    private static SourceRecord record(String topic, byte[] value) {
        return new SourceRecord(topic, 0, 0, 0, null, value, List.of());
    }
}
