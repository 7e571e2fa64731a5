package io.sluice.schemas;

import java.util.Arrays;

/** The Avro encoding of a {@link Tensor}, which is part of events and predictions. */
public final class TensorCodec {
    /** Symbol 0 of the wire's enum is UNKNOWN, which a reader of an older version may meet. */
    private static final DType[] DTYPES = DType.values();

    private TensorCodec() {}

    public static void write(Tensor tensor, AvroWriter out) {
        out.writeInt(tensor.dtype().ordinal() + 1);
        out.writeArrayStart(tensor.rank());
        for (int axis = 0; axis < tensor.rank(); axis++) {
            out.writeInt(tensor.dimension(axis));
        }
        out.writeArrayEnd();
        out.writeBytes(tensor.array(), tensor.offset(), tensor.byteLength());
    }

    /**
     * Reads a tensor as a slice of the reader's array, which must not be written to afterwards.
     *
     * @throws MalformedException also when the dtype is unknown to this version or the bytes are
     *     not as many as dtype and shape ask for
     */
    public static Tensor read(AvroReader in) throws MalformedException {
        int symbol = in.readIndex(DTYPES.length + 1);
        if (symbol == 0) {
            throw in.malformed("expected a dtype that this version knows, found UNKNOWN");
        }
        int[] shape = readShape(in);
        int length = in.readLength();
        try {
            Tensor tensor =
                    Tensor.slice(DTYPES[symbol - 1], shape, in.array(), in.position(), length);
            in.advance(length);
            return tensor;
        } catch (IllegalArgumentException e) {
            throw in.malformed(e.getMessage());
        }
    }

    private static int[] readShape(AvroReader in) throws MalformedException {
        int[] shape = new int[in.readBlock(1)];
        int rank = 0;
        for (int n = shape.length; n > 0; n = in.readBlock(1)) {
            if (rank + n > shape.length) {
                shape = Arrays.copyOf(shape, rank + n);
            }
            for (int i = 0; i < n; i++) {
                shape[rank++] = in.readInt();
            }
        }
        return shape;
    }

    /** An upper bound of the encoded size in bytes, to allocate once. */
    static int sizeHint(Tensor tensor) {
        return tensor.byteLength() + 5 * tensor.rank() + 16;
    }
}
