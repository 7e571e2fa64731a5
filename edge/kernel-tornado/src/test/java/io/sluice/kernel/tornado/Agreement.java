package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.onnxruntime.OnnxRuntimeProvider;
import io.sluice.kernel.onnxruntime.OptimisationLevel;
import io.sluice.kernel.testkit.OperatorGraphs;
import io.sluice.kernel.testkit.StageRunner;
import io.sluice.schemas.DType;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Compares results with those of ONNX Runtime: max|a − b| ≤ 1e-4 · max|b|. */
final class Agreement {
    private static final double TOLERANCE = 1e-4;

    private Agreement() {}

    /** Seeded random rows for each input. */
    static List<ByteBuffer> inputs(StageModel model, int batch, long seed) {
        Random random = new Random(seed);
        List<ByteBuffer> inputs = new ArrayList<>();
        model.inputs().forEach(input -> inputs.add(random(input, batch, random)));
        return inputs;
    }

    /** Room for rows of each output. */
    static List<ByteBuffer> outputs(StageModel model, int batch) {
        List<ByteBuffer> outputs = new ArrayList<>();
        model.outputs().forEach(output -> outputs.add(StageRunner.direct(output, batch)));
        return outputs;
    }

    /** Runs a batch through the provider as users do, and compares all outputs. */
    static void require(StageModel model, int batch, long seed) {
        List<ByteBuffer> inputs = inputs(model, batch, seed);
        List<ByteBuffer> outputs = outputs(model, batch);
        try (StageKernel kernel = OpenClDevice.provider().open(model, OpenClDevice.name());
                StageKernel.Binding binding = kernel.bind(inputs, outputs, batch)) {
            binding.run(batch);
        }
        requireClose(model, outputs, oracle(model, inputs, batch));
    }

    static void requireClose(StageModel model, List<ByteBuffer> actual, List<ByteBuffer> expected) {
        for (int i = 0; i < expected.size(); i++) {
            DType dtype = model.outputs().get(i).dtype();
            requireClose(
                    model.name() + ", " + model.outputs().get(i),
                    array(dtype, actual.get(i)),
                    array(dtype, expected.get(i)));
        }
    }

    /** What ONNX Runtime gives. */
    static List<ByteBuffer> oracle(StageModel model, List<ByteBuffer> inputs, int batch) {
        List<ByteBuffer> outputs = outputs(model, batch);
        // At a higher level it would quantise what is multiplied by int8 weights.
        try (StageKernel kernel =
                        new OnnxRuntimeProvider(OptimisationLevel.BASIC).open(model, "cpu");
                StageKernel.Binding binding = kernel.bind(inputs, outputs, batch)) {
            binding.run(batch);
        }
        return outputs;
    }

    static void requireClose(String name, Object actual, Object expected) {
        double most = 0;
        double off = 0;
        for (int i = 0; i < Array.getLength(expected); i++) {
            double wanted = Array.getDouble(expected, i);
            double found = Array.getDouble(actual, i);
            most = Math.max(most, Math.abs(wanted));
            off = Double.isNaN(found) ? found : Math.max(off, Math.abs(found - wanted));
        }
        assertThat(off)
                .as("%s: max|a - b| with max|b| = %s", name, most)
                .isLessThanOrEqualTo(TOLERANCE * most + 1e-7);
    }

    private static ByteBuffer random(TensorSpec spec, int batch, Random random) {
        ByteBuffer buffer = StageRunner.direct(spec, batch);
        for (int i = 0; i < batch * spec.rowElements(); i++) {
            int whole = random.nextInt(OperatorGraphs.INDICES);
            switch (spec.dtype()) {
                case FLOAT32 -> buffer.putFloat((float) random.nextGaussian());
                case INT64 -> buffer.putLong(whole);
                case INT32 -> buffer.putInt(whole);
                case BOOL -> buffer.put((byte) (whole & 1));
                case UINT8 -> buffer.put((byte) random.nextInt(256));
                default -> throw new IllegalArgumentException("no random " + spec);
            }
        }
        return buffer.clear();
    }

    /** A tensor's elements as a device takes them: {@code float[]} or {@code int[]}. */
    static Object array(DType dtype, ByteBuffer buffer) {
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
                        default -> buffer.get(i) & 0xff;
                    };
        }
        return whole;
    }
}
