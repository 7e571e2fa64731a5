package io.sluice.kernel.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.onnxruntime.OnnxRuntimeProvider;
import io.sluice.kernel.onnxruntime.OptimisationLevel;
import io.sluice.kernel.testkit.OperatorGraphs;
import io.sluice.kernel.testkit.StageRunner;
import io.sluice.schemas.DType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Compares what a compiled program gives, when it is interpreted, with what ONNX Runtime gives. At
 * a higher level than {@code basic} that would quantise what is multiplied by int8 weights.
 */
final class Agreement {
    private static final double TOLERANCE = 1e-5;

    private Agreement() {}

    /**
     * Compiles for a batch, runs both on seeded random inputs, and requires all outputs to agree.
     */
    static Program require(StageModel model, int batch, long seed) {
        Program program = ProgramCompiler.compile(model, batch);
        Random random = new Random(seed);
        List<ByteBuffer> inputs = new ArrayList<>();
        model.inputs().forEach(input -> inputs.add(random(input, batch, random)));
        List<ByteBuffer> expected = run(model, inputs, batch);
        List<Object> arrays = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            arrays.add(array(model.inputs().get(i).dtype(), inputs.get(i)));
        }
        List<Object> outputs = ProgramInterpreter.run(program, arrays);
        for (int i = 0; i < expected.size(); i++) {
            TensorSpec spec = model.outputs().get(i);
            requireClose(model, spec, outputs.get(i), array(spec.dtype(), expected.get(i)));
        }
        return program;
    }

    private static List<ByteBuffer> run(StageModel model, List<ByteBuffer> inputs, int batch) {
        List<ByteBuffer> outputs = new ArrayList<>();
        model.outputs().forEach(output -> outputs.add(StageRunner.direct(output, batch)));
        try (StageKernel kernel =
                        new OnnxRuntimeProvider(OptimisationLevel.BASIC).open(model, "cpu");
                StageKernel.Binding binding = kernel.bind(inputs, outputs, batch)) {
            binding.run(batch);
        }
        return outputs;
    }

    private static void requireClose(
            StageModel model, TensorSpec spec, Object actual, Object expected) {
        double most = 0;
        double off = 0;
        for (int i = 0; i < java.lang.reflect.Array.getLength(expected); i++) {
            double wanted = java.lang.reflect.Array.getDouble(expected, i);
            double found = java.lang.reflect.Array.getDouble(actual, i);
            most = Math.max(most, Math.abs(wanted));
            // NaN must not pass.
            off = Double.isNaN(found) ? found : Math.max(off, Math.abs(found - wanted));
        }
        assertThat(off)
                .as("%s, %s: max|a - b| with max|b| = %s", model.name(), spec, most)
                .isLessThanOrEqualTo(TOLERANCE * most + 1e-7);
    }

    private static ByteBuffer random(TensorSpec spec, int batch, Random random) {
        ByteBuffer buffer = StageRunner.direct(spec, batch);
        int count = batch * spec.rowElements();
        for (int i = 0; i < count; i++) {
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
                        default -> buffer.get(i) & 0xff;
                    };
        }
        return whole;
    }
}
