package io.sluice.kernel.bundle;

import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.onnx.OnnxException;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.onnx.WholeInputs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Runs a model whole and cut on the same rows and compares every exit's logits.
 *
 * <p>Give it a provider that optimises both alike and moves no rounding, such as ONNX Runtime at
 * level {@code basic}: at higher levels a fusion across a cut exists in the whole model only.
 */
public final class CutCheck {
    /** What a cut may change: {@code max|a − b| / max|b|}. */
    public static final double TOLERANCE = 1e-6;

    /**
     * How one output came out.
     *
     * @param output its name
     * @param difference max|a − b|
     * @param magnitude max|b| of the whole model
     */
    public record Agreement(String output, double difference, double magnitude) {
        public double relative() {
            return magnitude == 0 ? difference : difference / magnitude;
        }

        public boolean within(double tolerance) {
            // A NaN is no agreement.
            return relative() <= tolerance;
        }
    }

    private CutCheck() {}

    /**
     * Compares.
     *
     * @param rows the number of rows, run as one batch
     * @param samples for every input of the whole model the bytes of all rows
     * @param outputs the exits' logits
     */
    public static List<Agreement> compare(
            OnnxModel whole,
            List<OnnxModel> stages,
            List<String> outputs,
            KernelProvider provider,
            int rows,
            Map<String, byte[]> samples) {
        Map<String, float[]> expected = run(List.of(whole), outputs, provider, rows, samples);
        Map<String, float[]> actual = run(stages, outputs, provider, rows, samples);
        return outputs.stream()
                .map(output -> agreement(output, actual.get(output), expected.get(output)))
                .toList();
    }

    /**
     * Compares and insists on {@link #TOLERANCE}.
     *
     * @throws OnnxException naming the output that changed
     */
    public static List<Agreement> require(
            OnnxModel whole,
            List<OnnxModel> stages,
            List<String> outputs,
            KernelProvider provider,
            int rows,
            Map<String, byte[]> samples) {
        List<Agreement> all = compare(whole, stages, outputs, provider, rows, samples);
        for (Agreement agreement : all) {
            if (!agreement.within(TOLERANCE)) {
                throw new OnnxException(
                        whole.name()
                                + ": cutting changes '"
                                + agreement.output()
                                + "' by "
                                + agreement.relative()
                                + " of its greatest value, allowed are "
                                + TOLERANCE);
            }
        }
        return all;
    }

    /**
     * Rows drawn from a seed, with whole numbers that the graph can take: indices within their
     * tables, masks of 0 and 1.
     */
    public static Map<String, byte[]> randomRows(OnnxModel model, int rows, long seed) {
        return randomRows(model.inputs(), WholeInputs.bounds(model), rows, seed);
    }

    /** Rows drawn from a seed: floats from a normal distribution, whole numbers from 0 to 127. */
    public static Map<String, byte[]> randomRows(List<TensorSpec> inputs, int rows, long seed) {
        return randomRows(inputs, Map.of(), rows, seed);
    }

    private static Map<String, byte[]> randomRows(
            List<TensorSpec> inputs, Map<String, Integer> bounds, int rows, long seed) {
        Random random = new Random(seed);
        Map<String, byte[]> samples = new LinkedHashMap<>();
        for (TensorSpec input : inputs) {
            ByteBuffer values =
                    ByteBuffer.allocate(rows * input.rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
            int bound = bounds.getOrDefault(input.name(), 128);
            for (int i = 0; i < rows * input.rowElements(); i++) {
                switch (input.dtype()) {
                    case FLOAT32 -> values.putFloat((float) random.nextGaussian());
                    case FLOAT64 -> values.putDouble(random.nextGaussian());
                    case INT8 -> values.put((byte) random.nextInt(128));
                    case UINT8 -> values.put((byte) random.nextInt(256));
                    case BOOL -> values.put((byte) random.nextInt(2));
                    case INT16 -> values.putShort((short) random.nextInt(128));
                    case INT32 -> values.putInt(random.nextInt(bound));
                    case INT64 -> values.putLong(random.nextInt(bound));
                }
            }
            samples.put(input.name(), values.array());
        }
        return samples;
    }

    private static Map<String, float[]> run(
            List<OnnxModel> models,
            List<String> outputs,
            KernelProvider provider,
            int rows,
            Map<String, byte[]> samples) {
        List<StageKernel> kernels = new ArrayList<>();
        try {
            for (OnnxModel model : models) {
                StageModel stage =
                        new StageModel(
                                model.name(), model.bytes(), model.inputs(), model.outputs());
                kernels.add(provider.open(stage, provider.devices().get(0)));
            }
            try (LadderRunner runner = new LadderRunner(kernels, rows)) {
                samples.forEach(
                        (name, bytes) -> {
                            if (runner.has(name)) {
                                runner.buffer(name).put(0, bytes);
                            }
                        });
                runner.run(rows);
                Map<String, float[]> results = new LinkedHashMap<>();
                for (String output : outputs) {
                    int count = runner.buffer(output).capacity() / Float.BYTES;
                    results.put(output, runner.floats(output, count));
                }
                return results;
            }
        } finally {
            kernels.forEach(StageKernel::close);
        }
    }

    private static Agreement agreement(String output, float[] actual, float[] expected) {
        double difference = 0;
        double magnitude = 0;
        for (int i = 0; i < expected.length; i++) {
            double off = Math.abs((double) actual[i] - expected[i]);
            difference = Double.isNaN(off) ? Double.NaN : Math.max(difference, off);
            magnitude = Math.max(magnitude, Math.abs(expected[i]));
        }
        return new Agreement(output, difference, magnitude);
    }
}
