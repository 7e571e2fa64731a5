package io.sluice.schemas;

import io.sluice.schemas.Event.NamedTensor;
import java.util.List;

/** The Avro encoding of the named tensors of events and predictions. */
final class NamedTensorCodec {
    private NamedTensorCodec() {}

    static void writeAll(List<NamedTensor> tensors, AvroWriter out) {
        Fields.writeList(tensors, out, NamedTensorCodec::write);
    }

    /** Reads tensors as slices of the reader's array. */
    static List<NamedTensor> readAll(AvroReader in) throws MalformedException {
        return Fields.readList(in, 1, NamedTensorCodec::read);
    }

    /** An upper bound of the encoded size in bytes, to allocate once. */
    static int sizeHint(List<NamedTensor> tensors) {
        int size = 0;
        for (NamedTensor named : tensors) {
            size += 16 + 3 * named.name().length() + TensorCodec.sizeHint(named.tensor());
        }
        return size;
    }

    private static void write(NamedTensor named, AvroWriter out) {
        out.writeString(named.name());
        TensorCodec.write(named.tensor(), out);
    }

    private static NamedTensor read(AvroReader in) throws MalformedException {
        return new NamedTensor(in.readString(), TensorCodec.read(in));
    }
}
