package io.sluice.kernel.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.sluice.schemas.DType;

/** The element types of ONNX and of this house. */
public final class OnnxTypes {
    private OnnxTypes() {}

    /**
     * The dtype of an ONNX element type.
     *
     * @param named the tensor, for the message
     * @throws OnnxException when there is none, as for strings or half floats
     */
    public static DType dtype(int elementType, String named) {
        DataType type = DataType.forNumber(elementType);
        return switch (type == null ? DataType.UNDEFINED : type) {
            case FLOAT -> DType.FLOAT32;
            case DOUBLE -> DType.FLOAT64;
            case INT8 -> DType.INT8;
            case UINT8 -> DType.UINT8;
            case INT16 -> DType.INT16;
            case INT32 -> DType.INT32;
            case INT64 -> DType.INT64;
            case BOOL -> DType.BOOL;
            default ->
                    throw new OnnxException(
                            "tensor '"
                                    + named
                                    + "' has element type "
                                    + (type == null ? elementType : type)
                                    + "; expected a real number type up to 64 bits");
        };
    }

    /** The ONNX number of a dtype. */
    public static int elementType(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> DataType.FLOAT.getNumber();
            case FLOAT64 -> DataType.DOUBLE.getNumber();
            case INT8 -> DataType.INT8.getNumber();
            case UINT8 -> DataType.UINT8.getNumber();
            case INT16 -> DataType.INT16.getNumber();
            case INT32 -> DataType.INT32.getNumber();
            case INT64 -> DataType.INT64.getNumber();
            case BOOL -> DataType.BOOL.getNumber();
        };
    }
}
