package io.sluice.kernel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Compares results with those of an oracle: max|a − b| ≤ tolerance · max|b| over each output of
 * decimals, and whole numbers are equal.
 *
 * @param oracle runs the same stages on its first device
 */
public record Agreement(KernelProvider oracle, double tolerance) {
    /** What rounding leaves of results that are all 0. */
    private static final double NOTHING = 1e-7;

    /**
     * Gives both the same seeded random rows.
     *
     * @param program from the inputs to the outputs, each a {@code float[]} or {@code int[]}
     */
    public void require(
            StageModel model, int batch, long seed, UnaryOperator<List<Object>> program) {
        List<ByteBuffer> inputs = inputs(model, batch, seed);
        List<Object> found = program.apply(arrays(model.inputs(), inputs));
        requireClose(model, seed, found, expected(model, inputs, batch));
    }

    /** Gives both the same seeded random rows, the stage as its users do. */
    public void require(StageKernel stage, int batch, long seed) {
        StageModel model = stage.model();
        List<ByteBuffer> inputs = inputs(model, batch, seed);
        List<Object> found = run(stage, inputs, batch);
        requireClose(model, seed, found, expected(model, inputs, batch));
    }

    private List<Object> expected(StageModel model, List<ByteBuffer> inputs, int batch) {
        try (StageKernel stage = oracle.open(model, oracle.devices().get(0))) {
            return run(stage, inputs, batch);
        }
    }

    private static List<Object> run(StageKernel stage, List<ByteBuffer> inputs, int batch) {
        List<ByteBuffer> outputs = buffers(stage.model().outputs(), batch);
        try (StageKernel.Binding binding = stage.bind(inputs, outputs, batch)) {
            binding.run(batch);
        }
        return arrays(stage.model().outputs(), outputs);
    }

    private void requireClose(
            StageModel model, long seed, List<Object> actual, List<Object> expected) {
        for (int i = 0; i < expected.size(); i++) {
            String what = model.name() + ", " + model.outputs().get(i) + ", seed " + seed;
            requireClose(what, actual.get(i), expected.get(i), tolerance);
        }
    }

    /**
     * Requires that elements differ by no more than a tolerance times the greatest finite one.
     * Infinite ones and NaN must be where they are expected, and whole numbers equal.
     *
     * @param actual {@code float[]} or {@code int[]}
     * @param expected of the same type
     */
    public static void requireClose(String what, Object actual, Object expected, double tolerance) {
        if (expected instanceof int[] whole) {
            assertThat((int[]) actual).as(what).isEqualTo(whole);
            return;
        }
        assertThat(Array.getLength(actual)).as(what).isEqualTo(Array.getLength(expected));
        double most = 0;
        double off = 0;
        for (int i = 0; i < Array.getLength(expected); i++) {
            float wanted = Array.getFloat(expected, i);
            float found = Array.getFloat(actual, i);
            most = Float.isFinite(wanted) ? Math.max(most, Math.abs(wanted)) : most;
            boolean same = Float.compare(found, wanted) == 0;
            // A NaN that is not expected stays one, and is not less than any tolerance.
            off = same ? off : Math.max(off, Math.abs((double) found - wanted));
        }
        assertThat(off)
                .as("%s: max|a - b| with max|b| = %s", what, most)
                .isLessThanOrEqualTo(tolerance * most + NOTHING);
    }

    private static List<ByteBuffer> inputs(StageModel model, int batch, long seed) {
        Random random = new Random(seed);
        List<ByteBuffer> inputs = buffers(model.inputs(), batch);
        for (int i = 0; i < inputs.size(); i++) {
            fill(model.inputs().get(i), inputs.get(i), random);
        }
        return inputs;
    }

    private static List<ByteBuffer> buffers(List<TensorSpec> specs, int batch) {
        return specs.stream().map(spec -> StageRunner.direct(spec, batch)).toList();
    }

    private static void fill(TensorSpec spec, ByteBuffer buffer, Random random) {
        while (buffer.hasRemaining()) {
            int whole = random.nextInt(OperatorGraphs.INDICES);
            switch (spec.dtype()) {
                case FLOAT32 -> buffer.putFloat((float) random.nextGaussian());
                case INT64 -> buffer.putLong(whole);
                case INT32 -> buffer.putInt(whole);
                case BOOL -> buffer.put((byte) (whole & 1));
                case UINT8, INT8 -> buffer.put((byte) random.nextInt(256));
                default -> throw new IllegalArgumentException("no random " + spec);
            }
        }
        buffer.clear();
    }

    private static List<Object> arrays(List<TensorSpec> specs, List<ByteBuffer> buffers) {
        List<Object> arrays = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            arrays.add(array(specs.get(i).dtype(), buffers.get(i)));
        }
        return arrays;
    }

    /** A tensor's elements as a device takes them. */
    private static Object array(DType dtype, ByteBuffer buffer) {
        int count = buffer.capacity() / dtype.bytes();
        if (dtype == DType.FLOAT32) {
            float[] floats = new float[count];
            buffer.asFloatBuffer().get(floats);
            return floats;
        }
        int[] whole = new int[count];
        for (int i = 0; i < count; i++) {
            whole[i] =
                    switch (dtype) {
                        case INT64 -> Math.toIntExact(buffer.getLong(i * Long.BYTES));
                        case INT32 -> buffer.getInt(i * Integer.BYTES);
                        case INT8 -> buffer.get(i);
                        default -> buffer.get(i) & 0xff;
                    };
        }
        return whole;
    }
}
