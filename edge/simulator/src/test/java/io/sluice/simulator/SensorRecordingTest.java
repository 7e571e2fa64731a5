package io.sluice.simulator;

import static io.sluice.simulator.Example.SETTINGS;
import static io.sluice.simulator.Example.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.schemas.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.CRC32;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SensorRecordingTest {
    @TempDir Path folder;

    @Test
    void hasARowPerDeviceAndTickInTheOrderOfTime() {
        SensorRecording recording = recording(3, 4, 1);

        assertThat(recording.rows()).isEqualTo(12);
        assertThat(recording.key(5)).isEqualTo("device-2");
        assertThat(recording.tick(5)).isEqualTo(1);
        assertThat(recording.timeMillis(5)).isEqualTo(START + 1000);
    }

    /** So that a slow and a fast weather can be compared image by image. */
    @Test
    void theWeatherDoesNotChangeTheImages() {
        SensorRecording slow = recording(2, 500, 1);
        SensorRecording fast =
                SensorRecording.of(
                        SETTINGS.withRedrawEvery(Duration.ofSeconds(2)),
                        Example.squares(),
                        2,
                        500,
                        1,
                        START);
        int sameContext = 0;
        for (int row = 0; row < slow.rows(); row++) {
            assertThat(fast.label(row)).isEqualTo(slow.label(row));
            if (fast.context(row) == slow.context(row)) {
                sameContext++;
                assertThat(fast.view(row, 0)).isEqualTo(slow.view(row, 0));
            }
        }

        assertThat(sameContext).isBetween(1, slow.rows() - 1);
    }

    /** A change of a number here is another world: gates that were fitted before are void. */
    @Test
    void theExampleIsFrozen() {
        SensorRecording recording = recording(40, 20, 1);
        CRC32 sum = new CRC32();
        for (int row = 0; row < recording.rows(); row++) {
            sum.update(recording.context(row));
            sum.update(recording.label(row));
            for (int sensor = 0; sensor < 3; sensor++) {
                Tensor view = recording.view(row, sensor);
                sum.update(view.array(), view.offset(), view.byteLength());
            }
        }

        for (SensorSettings sensor : SETTINGS.sensors()) {
            String costs =
                    sensor.wattsOn()
                            + " "
                            + sensor.wattsAsleep()
                            + " "
                            + sensor.wakeJoules()
                            + " "
                            + sensor.wakeTime();
            sum.update(costs.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(Long.toHexString(sum.getValue())).isEqualTo("a70dce29");
    }

    @Test
    void asAFileItHoldsTheSame() throws IOException {
        SensorRecording recording = recording(2, 5, 6);
        Path file = folder.resolve("recording.avro");
        RecordingFile.write(recording, file);

        try (DataFileReader<GenericRecord> in =
                new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
            for (int row = 0; row < recording.rows(); row++) {
                GenericRecord record = in.next();
                assertThat(record.get("id")).hasToString("device-" + row % 2 + "-" + row / 2);
                assertThat(record.get("device")).hasToString(recording.key(row));
                assertThat(record.get("time")).isEqualTo(recording.timeMillis(row));
                assertThat(record.get("context"))
                        .hasToString(SETTINGS.contexts().get(recording.context(row)));
                assertThat(record.get("label")).isEqualTo(recording.label(row));
                for (int sensor = 0; sensor < 3; sensor++) {
                    byte[] bytes = new byte[recording.view(row, sensor).byteLength()];
                    recording.view(row, sensor).copyTo(bytes, 0);
                    assertThat(record.get(SETTINGS.sensors().get(sensor).name()))
                            .isEqualTo(ByteBuffer.wrap(bytes));
                }
            }
            assertThat(in.hasNext()).isFalse();
        }
    }

    @Test
    void readsTheImagesOfTheExample() {
        Path sample = Path.of("../../jobs/examples/fashion-mnist/sample");
        LabelledImages images =
                LabelledImages.read(
                        sample.resolve("images-idx3-ubyte.gz"),
                        sample.resolve("labels-idx1-ubyte.gz"));

        assertThat(images.size()).isEqualTo(2000);
        assertThat(images.pixels()[0]).hasSize(784);
    }

    private static SensorRecording recording(int devices, int ticks, long seed) {
        return SensorRecording.of(SETTINGS, Example.squares(), devices, ticks, seed, START);
    }
}
