package io.sluice.kernel.testkit;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/** Writes an ONNX graph node by node. A node's name is that of its first output. */
public final class GraphBuilder {
    private static final int OPERATOR_SET = 13;
    private static final int IR_VERSION = 7;

    private final GraphProto.Builder graph;
    private final ModelProto.Builder model =
            ModelProto.newBuilder()
                    .setIrVersion(IR_VERSION)
                    .setProducerName("sluice-testkit")
                    .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET));

    public GraphBuilder(String name) {
        graph = GraphProto.newBuilder().setName(name);
    }

    /** An input with a free batch axis. */
    public GraphBuilder input(TensorSpec spec) {
        graph.addInput(value(spec));
        return this;
    }

    /** An input with dimensions of any kind: a number is a size, anything else a name. */
    public GraphBuilder input(String name, DType dtype, String... dimensions) {
        graph.addInput(free(name, dtype, dimensions));
        return this;
    }

    /** An output with dimensions as those of {@link #input(String, DType, String...)}. */
    public GraphBuilder output(String name, DType dtype, String... dimensions) {
        graph.addOutput(free(name, dtype, dimensions));
        return this;
    }

    /** An output whose shape is left to inference. */
    public GraphBuilder output(String name, DType dtype) {
        graph.addOutput(
                ValueInfoProto.newBuilder()
                        .setName(name)
                        .setType(
                                TypeProto.newBuilder()
                                        .setTensorType(
                                                TypeProto.Tensor.newBuilder()
                                                        .setElemType(onnxType(dtype)))));
        return this;
    }

    /** Another version of ONNX's own operators than 13. */
    public GraphBuilder operatorSet(int version) {
        model.setOpsetImport(0, OperatorSetIdProto.newBuilder().setVersion(version));
        return this;
    }

    /** An output with a free batch axis. */
    public GraphBuilder output(TensorSpec spec) {
        graph.addOutput(value(spec));
        return this;
    }

    /** A node with one output. */
    public GraphBuilder node(
            String operator, List<String> inputs, String output, AttributeProto... attributes) {
        return node("", operator, inputs, List.of(output), attributes);
    }

    /** A node of any operator domain with any number of outputs. */
    public GraphBuilder node(
            String domain,
            String operator,
            List<String> inputs,
            List<String> outputs,
            AttributeProto... attributes) {
        graph.addNode(
                NodeProto.newBuilder()
                        .setName(outputs.get(0))
                        .setDomain(domain)
                        .setOpType(operator)
                        .addAllInput(inputs)
                        .addAllOutput(outputs)
                        .addAllAttribute(List.of(attributes)));
        return this;
    }

    /** Imports a further operator domain, such as {@code com.microsoft}. */
    public GraphBuilder operators(String domain, int version) {
        model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version));
        return this;
    }

    /**
     * A float32 initialiser of normal random values, scaled by the size of a slice of the first
     * axis.
     */
    public GraphBuilder weights(Random random, String name, int... shape) {
        int count = 1;
        for (int dimension : shape) {
            count *= dimension;
        }
        double scale = 1 / Math.sqrt(Math.max(1, count / shape[0]));
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * scale);
        }
        return floats(name, values, shape);
    }

    /** A float32 initialiser. */
    public GraphBuilder floats(String name, float[] values, int... shape) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return initialiser(name, DType.FLOAT32, bytes.array(), shape);
    }

    /** An int64 initialiser of one axis. */
    public GraphBuilder longs(String name, long... values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return initialiser(name, DType.INT64, bytes.array(), values.length);
    }

    /** A float32 scalar. */
    public GraphBuilder scalar(String name, float value) {
        return floats(name, new float[] {value});
    }

    /** A square float32 matrix with one value on its diagonal. */
    public GraphBuilder diagonal(String name, int size, float value) {
        float[] values = new float[size * size];
        for (int i = 0; i < size; i++) {
            values[i * size + i] = value;
        }
        return floats(name, values, size, size);
    }

    /** An initialiser from little-endian bytes. */
    public GraphBuilder initialiser(String name, DType dtype, byte[] bytes, int... shape) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder()
                        .setName(name)
                        .setDataType(onnxType(dtype))
                        .setRawData(ByteString.copyFrom(bytes));
        for (int dimension : shape) {
            tensor.addDims(dimension);
        }
        graph.addInitializer(tensor);
        return this;
    }

    /** A Gemm with random weights {@code <output>_weight} [in, out] and {@code <output>_bias}. */
    public GraphBuilder gemm(Random random, String input, String output, int in, int out) {
        return weights(random, output + "_weight", in, out)
                .weights(random, output + "_bias", out)
                .node("Gemm", List.of(input, output + "_weight", output + "_bias"), output);
    }

    public ModelProto build() {
        return model.clone().setGraph(graph).build();
    }

    public static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    public static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder()
                        .setName(name)
                        .setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    public static AttributeProto decimal(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    public static AttributeProto decimals(String name, float... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder()
                        .setName(name)
                        .setType(AttributeProto.AttributeType.FLOATS);
        for (float value : values) {
            attribute.addFloats(value);
        }
        return attribute.build();
    }

    public static AttributeProto tensor(String name, TensorProto value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(value)
                .build();
    }

    public static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    private static ValueInfoProto free(String name, DType dtype, String... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (String dimension : dimensions) {
            boolean size = dimension.matches("[0-9]+");
            shape.addDim(
                    size
                            ? Dimension.newBuilder().setDimValue(Long.parseLong(dimension))
                            : Dimension.newBuilder().setDimParam(dimension));
        }
        return value(name, dtype, shape);
    }

    /** An input or output with a free batch axis. */
    static ValueInfoProto value(TensorSpec spec) {
        TensorShapeProto.Builder shape =
                TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam("N"));
        for (int dimension : spec.shape()) {
            shape.addDim(Dimension.newBuilder().setDimValue(dimension));
        }
        return value(spec.name(), spec.dtype(), shape);
    }

    private static ValueInfoProto value(String name, DType dtype, TensorShapeProto.Builder shape) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(
                        TypeProto.newBuilder()
                                .setTensorType(
                                        TypeProto.Tensor.newBuilder()
                                                .setElemType(onnxType(dtype))
                                                .setShape(shape)))
                .build();
    }

    private static int onnxType(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> TensorProto.DataType.FLOAT.getNumber();
            case FLOAT64 -> TensorProto.DataType.DOUBLE.getNumber();
            case INT8 -> TensorProto.DataType.INT8.getNumber();
            case UINT8 -> TensorProto.DataType.UINT8.getNumber();
            case INT16 -> TensorProto.DataType.INT16.getNumber();
            case INT32 -> TensorProto.DataType.INT32.getNumber();
            case INT64 -> TensorProto.DataType.INT64.getNumber();
            case BOOL -> TensorProto.DataType.BOOL.getNumber();
        };
    }
}
