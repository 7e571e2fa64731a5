package io.sluice.operators.serialization;

import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.DType;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.Tensor;
import io.sluice.schemas.TensorCodec;
import io.sluice.schemas.mapping.SourceRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * An event beside the record it came from: of tensors that are slices of the record's value only
 * where they lie in it.
 */
final class EventSlices {
    private static final DType[] DTYPES = DType.values();

    private EventSlices() {}

    static void write(Event event, SourceRecord origin, AvroWriter out) {
        out.writeString(event.id());
        boolean ownKey = !Arrays.equals(event.key(), origin.key());
        out.writeNullableBytes(ownKey ? event.key() : null);
        out.writeLong(event.eventTimeMillis());
        out.writeOptionalLong(event.label());
        out.writeOptionalLong(event.deadlineMillis());
        out.writeInt(event.inputs().size());
        for (NamedTensor input : event.inputs()) {
            out.writeString(input.name());
            write(input.tensor(), origin.value(), out);
        }
    }

    static Event read(SourceRecord origin, AvroReader in) throws MalformedException {
        String id = in.readString();
        byte[] ownKey = HeaderList.readNullableBytes(in);
        long time = in.readLong();
        OptionalLong label = in.readOptionalLong();
        OptionalLong deadline = in.readOptionalLong();
        int count = in.readInt();
        List<NamedTensor> inputs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            inputs.add(new NamedTensor(in.readString(), readTensor(in, origin.value())));
        }
        byte[] key = ownKey == null ? origin.key() : ownKey;
        return new Event(id, key, time, inputs, label, deadline);
    }

    private static void write(Tensor tensor, byte[] value, AvroWriter out) {
        boolean slice = tensor.array() == value;
        out.writePresent(slice);
        if (!slice) {
            TensorCodec.write(tensor, out);
            return;
        }
        out.writeInt(tensor.dtype().ordinal());
        out.writeInt(tensor.rank());
        for (int axis = 0; axis < tensor.rank(); axis++) {
            out.writeInt(tensor.dimension(axis));
        }
        out.writeInt(tensor.offset());
    }

    private static Tensor readTensor(AvroReader in, byte[] value) throws MalformedException {
        if (!in.readPresent()) {
            return TensorCodec.read(in);
        }
        DType dtype = DTYPES[in.readInt()];
        int[] shape = new int[in.readInt()];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = in.readInt();
        }
        int length = (int) Tensor.elements(shape) * dtype.bytes();
        return Tensor.slice(dtype, shape, value, in.readInt(), length);
    }
}
