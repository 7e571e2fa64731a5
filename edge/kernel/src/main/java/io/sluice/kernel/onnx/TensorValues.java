package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.sluice.schemas.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Reads and writes the values of ONNX tensors, whichever of its fields they are kept in. */
public final class TensorValues {
    private TensorValues() {}

    /** The dimensions. */
    public static int[] shape(TensorProto tensor) {
        return tensor.getDimsList().stream().mapToInt(Math::toIntExact).toArray();
    }

    /** The number of elements. */
    public static int count(TensorProto tensor) {
        long count = 1;
        for (long dimension : tensor.getDimsList()) {
            count = Math.multiplyExact(count, dimension);
        }
        return Math.toIntExact(count);
    }

    /** The values of a tensor of any real dtype as floats. */
    public static float[] floats(TensorProto tensor) {
        float[] values = new float[count(tensor)];
        if (tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber()) {
            if (tensor.hasRawData()) {
                raw(tensor).asFloatBuffer().get(values);
            } else {
                fill(tensor, tensor.getFloatDataList(), values);
            }
            return values;
        }
        double[] wide = doubles(tensor);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) wide[i];
        }
        return values;
    }

    /** The values of a tensor of any real dtype as doubles. */
    public static double[] doubles(TensorProto tensor) {
        double[] values = new double[count(tensor)];
        if (tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber()) {
            float[] narrow = floats(tensor);
            for (int i = 0; i < values.length; i++) {
                values[i] = narrow[i];
            }
        } else if (tensor.getDataType() == TensorProto.DataType.DOUBLE.getNumber()) {
            ByteBuffer raw = tensor.hasRawData() ? raw(tensor) : null;
            for (int i = 0; i < values.length; i++) {
                values[i] = raw != null ? raw.getDouble(i * Double.BYTES) : tensor.getDoubleData(i);
            }
        } else {
            long[] whole = longs(tensor);
            for (int i = 0; i < values.length; i++) {
                values[i] = whole[i];
            }
        }
        return values;
    }

    /** The values of a tensor of any integer dtype. */
    public static long[] longs(TensorProto tensor) {
        DType dtype = OnnxTypes.dtype(tensor.getDataType(), tensor.getName());
        if (dtype.isFloatingPoint()) {
            throw new OnnxException(
                    "tensor '" + tensor.getName() + "' is " + dtype + ", not whole");
        }
        long[] values = new long[count(tensor)];
        ByteBuffer raw = tensor.hasRawData() ? raw(tensor) : null;
        for (int i = 0; i < values.length; i++) {
            values[i] = raw != null ? whole(dtype, raw, i) : listed(tensor, i);
        }
        return values;
    }

    /** A float32 tensor. */
    public static TensorProto ofFloats(String name, float[] values, int... shape) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        TensorProto.Builder tensor =
                TensorProto.newBuilder()
                        .setName(name)
                        .setDataType(TensorProto.DataType.FLOAT.getNumber())
                        .setRawData(ByteString.copyFrom(bytes.array()));
        for (int dimension : shape) {
            tensor.addDims(dimension);
        }
        return tensor.build();
    }

    /** A tensor of a dtype of whole numbers; values that it cannot hold lose their upper bits. */
    static TensorProto ofLongs(String name, DType dtype, long[] values, int... shape) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            switch (dtype) {
                case INT8, UINT8, BOOL -> bytes.put((byte) value);
                case INT16 -> bytes.putShort((short) value);
                case INT32 -> bytes.putInt((int) value);
                case INT64 -> bytes.putLong(value);
                case FLOAT32, FLOAT64 -> throw new IllegalStateException("not whole: " + dtype);
            }
        }
        TensorProto.Builder tensor =
                TensorProto.newBuilder()
                        .setName(name)
                        .setDataType(OnnxTypes.elementType(dtype))
                        .setRawData(ByteString.copyFrom(bytes.array()));
        for (int dimension : shape) {
            tensor.addDims(dimension);
        }
        return tensor.build();
    }

    private static ByteBuffer raw(TensorProto tensor) {
        return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long whole(DType dtype, ByteBuffer raw, int i) {
        return switch (dtype) {
            case INT8 -> raw.get(i);
            case UINT8, BOOL -> raw.get(i) & 0xff;
            case INT16 -> raw.getShort(i * Short.BYTES);
            case INT32 -> raw.getInt(i * Integer.BYTES);
            case INT64 -> raw.getLong(i * Long.BYTES);
            case FLOAT32, FLOAT64 -> throw new IllegalStateException("not whole: " + dtype);
        };
    }

    private static long listed(TensorProto tensor, int i) {
        return tensor.getDataType() == TensorProto.DataType.INT64.getNumber()
                ? tensor.getInt64Data(i)
                : tensor.getInt32Data(i);
    }

    private static void fill(TensorProto tensor, List<Float> from, float[] into) {
        if (from.size() != into.length) {
            throw new OnnxException(
                    "tensor '"
                            + tensor.getName()
                            + "' holds "
                            + from.size()
                            + " values of "
                            + into.length);
        }
        for (int i = 0; i < into.length; i++) {
            into[i] = from.get(i);
        }
    }
}
