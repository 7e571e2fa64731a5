package io.sluice.kernel.testkit;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.sluice.gates.ExitRule;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleBuilder;
import io.sluice.kernel.bundle.BundleFiles;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.schemas.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Valid small three-exit bundles for tests: input {@code image} of {@value #CLASSES} values,
 * {@value #CLASSES} classes, exits {@code exit1} to {@code exit3}. Every provider that has MatMul
 * can run them, {@link PlainKernels} included.
 *
 * <p>The network is {@link OnnxGraphs#readableLadder}: exit e's logits are the row times 0.02, 0.04
 * and 0.08. So for {@link #row}{@code (label, strength)} the probability of the label is {@code 1 /
 * (1 + 9 · exp(−scale · strength))}:
 *
 * <table>
 * <caption>Probability of the label by strength</caption>
 * <tr><th>strength</th><th>exit1</th><th>exit2</th><th>exit3</th></tr>
 * <tr><td>50</td><td>0.23</td><td>0.45</td><td>0.86</td></tr>
 * <tr><td>100</td><td>0.45</td><td>0.86</td><td>0.997</td></tr>
 * <tr><td>200</td><td>0.86</td><td>0.997</td><td>1.000</td></tr>
 * <tr><td>250</td><td>0.94</td><td>1.000</td><td>1.000</td></tr>
 * </table>
 */
public final class TestBundles {
    public static final String INPUT = "image";
    public static final int CLASSES = 10;

    private static final int GOLDEN_ROWS = 6;

    private String name = "ladder";
    private String version = "1.0.0";
    private DType dtype = DType.UINT8;
    private Policy policy = new Policy("1", "", FixedExit.full());
    private int taken = -1;
    private int takenFor;

    private TestBundles() {}

    /** The ladder with a uint8 input, version 1.0.0 and the policy {@code full}. */
    public static TestBundles ladder() {
        return new TestBundles();
    }

    public TestBundles name(String other) {
        name = other;
        return this;
    }

    /** Another version is another hash. */
    public TestBundles version(String other) {
        version = other;
        return this;
    }

    /** The dtype of the input: UINT8 or FLOAT32. */
    public TestBundles dtype(DType other) {
        dtype = other;
        return this;
    }

    public TestBundles policy(String otherVersion, ExitRule other) {
        return policy(new Policy(otherVersion, "", other));
    }

    /** The first policy; the bundle puts its hash in. */
    public TestBundles policy(Policy other) {
        policy = other;
        return this;
    }

    /** Lets exit 1 take one class for another, which the deeper exits do not. */
    public TestBundles misled(int aClass, int forAnother) {
        taken = aClass;
        takenFor = forAnother;
        return this;
    }

    /** The bundle's files in memory. */
    public BundleFiles files() {
        List<OnnxModel> stages = stages();
        List<String> classes = IntStream.range(0, CLASSES).mapToObj(i -> "class" + i).toList();
        return new BundleBuilder(name, version)
                .classes(classes)
                .stages(stages, List.of("exit1_logits", "exit2_logits", "exit3_logits"))
                .policy(policy)
                .samples(GOLDEN_ROWS, Map.of(INPUT, samples()))
                .build(new PlainKernels(new PlainScript()));
    }

    /** The bundle, opened from memory. */
    public Bundle open() {
        return files().open();
    }

    /** Writes the bundle as a directory, and gives it back. */
    public Path writeTo(Path directory) throws IOException {
        files().writeDirectory(directory);
        return directory;
    }

    /** A row of the uint8 ladder: {@code strength} (0 to 255) for the label, 0 for the others. */
    public static byte[] row(int label, int strength) {
        byte[] row = new byte[CLASSES];
        row[label] = (byte) strength;
        return row;
    }

    private List<OnnxModel> stages() {
        return IntStream.rangeClosed(1, 3)
                .mapToObj(
                        number -> {
                            ModelProto stage =
                                    number == 1 && taken >= 0
                                            ? OnnxGraphs.misledStage(
                                                    dtype, CLASSES, taken, takenFor)
                                            : OnnxGraphs.readableStage(dtype, CLASSES, number);
                            return OnnxModel.of("stage" + number, stage);
                        })
                .toList();
    }

    private byte[] samples() {
        ByteBuffer rows =
                ByteBuffer.allocate(GOLDEN_ROWS * CLASSES * dtype.bytes())
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < GOLDEN_ROWS * CLASSES; i++) {
            int value = i * 37 % 256;
            if (dtype == DType.UINT8) {
                rows.put((byte) value);
            } else {
                rows.putFloat(value);
            }
        }
        return rows.array();
    }
}
