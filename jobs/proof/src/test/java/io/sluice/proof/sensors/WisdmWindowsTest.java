package io.sluice.proof.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WisdmWindowsTest {
    @TempDir private Path folder;

    @BeforeEach
    void twoWindows() throws IOException {
        windows(2);
        Files.writeString(
                folder.resolve("wisdm17_win5s_labels.csv"),
                "window,subject,activity\n0,1600,A\n1,1604,C\n");
        Files.writeString(
                folder.resolve("activity_key.txt"), "walking = A\njogging = B\nstairs = C\n\n");
    }

    /** A number is 1000 · window + 12 · step + channel. */
    private void windows(int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count * 100 * 12 * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int window = 0; window < count; window++) {
            for (int i = 0; i < 100 * 12; i++) {
                bytes.putShort((short) (1000 * window + i));
            }
        }
        Path file = folder.resolve("wisdm17_win5s_i16.bin.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(bytes.array());
        }
    }

    @Test
    void numbersAreLittleEndianSharesOfAUnitStepByStep() throws IOException {
        float[][] watchGyro = WisdmWindows.read(folder).window(1, 3);

        assertThat(watchGyro).hasDimensions(3, 100);
        assertThat(watchGyro[0][0]).isEqualTo((1000 + 9) / 256f);
        assertThat(watchGyro[2][99]).isEqualTo((1000 + 99 * 12 + 11) / 256f);
    }

    @Test
    void aLabelIsThePlaceInTheKey() throws IOException {
        WisdmWindows windows = WisdmWindows.read(folder);

        assertThat(windows.subject()).containsExactly(1600, 1604);
        assertThat(windows.label(1)).isEqualTo(2);
        assertThat(windows.names()).contains(new WisdmWindows.Activity("B", "jogging"));
    }

    @Test
    void anActivityThatTheKeyLacksIsNamed() {
        WisdmWindows windows =
                new WisdmWindows(new short[1200], new int[] {1}, new String[] {"X"}, List.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> windows.label(0))
                .withMessageContaining("window 0 has activity 'X'");
    }

    @Test
    void asManyWindowsAsLabelsAreExpected() throws IOException {
        windows(1);
        assertThatIOException()
                .isThrownBy(() -> WisdmWindows.read(folder))
                .withMessage("windows end in window 1; expected 2 of them");

        windows(3);
        assertThatIOException()
                .isThrownBy(() -> WisdmWindows.read(folder))
                .withMessage("there are more windows than the 2 labels");
    }

    @Test
    void labelsAreInTheOrderOfWindows() throws IOException {
        Files.writeString(
                folder.resolve("wisdm17_win5s_labels.csv"), "window,subject,activity\n1,1600,A\n");

        assertThatIOException()
                .isThrownBy(() -> WisdmWindows.read(folder))
                .withMessageContaining("'1,1600,A'; expected window 0");
    }

    @Test
    void aFolderWithoutThemIsTold() {
        assertThat(WisdmWindows.areIn(folder)).isTrue();
        assertThat(WisdmWindows.areIn(folder.resolve("elsewhere"))).isFalse();
    }
}
