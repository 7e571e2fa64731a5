package io.sluice.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.SluiceCommandLine;
import io.sluice.cli.SluiceCommandLine.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {
    private static final Path SAMPLE = Path.of("../examples/fashion-mnist/sample");

    @TempDir private Path directory;

    @Test
    void writesARecordPerDeviceAndTick() throws IOException {
        Path file = directory.resolve("recording.avro");
        Run run = simulate(file, "--devices", "3", "--ticks", "20", "--redraw-every", "1");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("recording.avro: 60 rows of 3 devices");
        Set<String> devices = new HashSet<>();
        Set<String> contexts = new HashSet<>();
        int rows = 0;
        try (DataFileReader<GenericRecord> in =
                new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
            for (GenericRecord record : in) {
                devices.add(record.get("device").toString());
                contexts.add(record.get("context").toString());
                rows++;
            }
        }
        assertThat(rows).isEqualTo(60);
        assertThat(devices).containsExactlyInAnyOrder("device-0", "device-1", "device-2");
        assertThat(contexts).hasSize(5);
    }

    @Test
    void saysWhatIsWrongWithAnOption() {
        Run run = simulate(directory.resolve("recording.avro"), "--devices", "0");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--devices: 0; expected 1 to 1000000");
    }

    private static Run simulate(Path out, String... more) {
        String[] arguments = {
            "simulate",
            "--settings",
            "../examples/sensors/simulator.yaml",
            "--images",
            SAMPLE.resolve("images-idx3-ubyte.gz").toString(),
            "--labels",
            SAMPLE.resolve("labels-idx1-ubyte.gz").toString(),
            "--out",
            out.toString()
        };
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return SluiceCommandLine.run(all);
    }
}
