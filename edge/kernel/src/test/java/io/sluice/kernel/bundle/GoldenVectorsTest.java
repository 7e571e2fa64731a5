package io.sluice.kernel.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GoldenVectorsTest {
    /** The example of BUNDLE.md: two rows of two bytes, one exit, two classes. */
    private static final String EXAMPLE =
            "534c554943454756" // SLUICEGV
                    + "01000000" // version
                    + "02000000" // rows
                    + "01000000" // inputs
                    + "01000000" // exits
                    + "0102" // row 0
                    + "0304" // row 1
                    + "0000803f" // 1.0
                    + "000000c0" // -2.0
                    + "0000003f" // 0.5
                    + "00000000"; // 0.0

    private final BundleManifest manifest =
            new BundleManifest(
                    "tiny",
                    "1.0.0",
                    List.of("a", "b"),
                    List.of(new TensorSpec("x", DType.UINT8, new int[] {2})),
                    List.of(),
                    List.of(
                            new StageSpec(
                                    "stage1",
                                    "stage1.onnx",
                                    List.of("x"),
                                    List.of(),
                                    "exit1",
                                    "y",
                                    4)),
                    "policy.json",
                    new GoldenSpec("golden.bin", 1e-4, 1e-6),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());

    @Test
    void writesAndReadsTheSpecifiedBytes() {
        GoldenVectors golden =
                new GoldenVectors(
                        2, List.of(new byte[] {1, 2, 3, 4}), List.of(new float[] {1, -2, 0.5f, 0}));

        assertThat(HexFormat.of().formatHex(golden.bytes())).isEqualTo(EXAMPLE);
        GoldenVectors read = GoldenVectors.read("golden.bin", golden.bytes(), manifest);
        assertThat(read.inputs().get(0)).containsExactly(1, 2, 3, 4);
        assertThat(read.expected().get(0)).containsExactly(1, -2, 0.5f, 0);
    }

    @Test
    void refusesWhatIsTruncatedTooLongOrForAnotherLadder() {
        byte[] bytes = HexFormat.of().parseHex(EXAMPLE);

        assertRefused(Arrays.copyOf(bytes, bytes.length - 1), "ends too early");
        assertRefused(Arrays.copyOf(bytes, bytes.length + 3), "bytes after the end: 3");
        assertRefused(changed(bytes, 0, 'X'), "is not a golden file");
        assertRefused(changed(bytes, 20, 3), "stages: 3, expected 1");
        assertRefused(changed(bytes, 15, 0x7f), "rows: ");
    }

    private void assertRefused(byte[] bytes, String why) {
        assertThatThrownBy(() -> GoldenVectors.read("golden.bin", bytes, manifest))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("golden.bin: ")
                .hasMessageContaining(why);
    }

    private static byte[] changed(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }
}
