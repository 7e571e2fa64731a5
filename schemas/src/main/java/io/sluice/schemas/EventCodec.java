package io.sluice.schemas;

import io.sluice.schemas.Event.NamedTensor;
import java.util.List;
import java.util.OptionalLong;
import org.apache.avro.Schema;

/** The Avro encoding of an {@link Event}. Thread-safe. */
public final class EventCodec {
    private static final WireFormat<Event> FORMAT =
            new WireFormat<>("Event", EventCodec::read, EventCodec::write);

    private EventCodec() {}

    /** The schema that this version writes. */
    public static Schema schema() {
        return FORMAT.schema();
    }

    public static byte[] encode(Event event) {
        int size = 64 + 3 * event.id().length() + (event.key() == null ? 0 : event.key().length);
        return FORMAT.encode(event, size + NamedTensorCodec.sizeHint(event.inputs()));
    }

    /** Reads a whole array; the tensors are slices of it, so do not write to it afterwards. */
    public static Event decode(byte[] bytes) throws MalformedException {
        return FORMAT.decode(bytes);
    }

    /** Reads what {@code writer} wrote, by Avro's rules of schema resolution. */
    public static Event decode(byte[] bytes, Schema writer) throws MalformedException {
        return FORMAT.decode(new AvroReader(bytes), writer);
    }

    /** Reads what {@code writer} wrote, to the end of the reader's slice. */
    public static Event decode(AvroReader in, Schema writer) throws MalformedException {
        return FORMAT.decode(in, writer);
    }

    public static void write(Event event, AvroWriter out) {
        out.writeString(event.id());
        out.writeNullableBytes(event.key());
        out.writeLong(event.eventTimeMillis());
        NamedTensorCodec.writeAll(event.inputs(), out);
        out.writeOptionalLong(event.label());
        out.writeOptionalLong(event.deadlineMillis());
    }

    /** Reads one event; its tensors are slices of the reader's array. */
    public static Event read(AvroReader in) throws MalformedException {
        int start = in.position();
        String id = in.readString();
        if (id.isEmpty()) {
            in.position(start);
            throw in.malformed("expected an event's id, found an empty string");
        }
        byte[] key = Fields.readNullableBytes(in);
        long eventTime = in.readLong();
        List<NamedTensor> inputs = NamedTensorCodec.readAll(in);
        OptionalLong label = in.readOptionalLong();
        OptionalLong deadline = in.readOptionalLong();
        return new Event(id, key, eventTime, inputs, label, deadline);
    }
}
