package io.sluice.schemas;

import org.apache.avro.Schema;

/** The Avro encoding of an {@link ExpertRequest}. Thread-safe. */
public final class ExpertRequestCodec {
    private static final WireFormat<ExpertRequest> FORMAT =
            new WireFormat<>("ExpertRequest", ExpertRequestCodec::read, ExpertRequestCodec::write);

    private ExpertRequestCodec() {}

    /** The schema that this version writes. */
    public static Schema schema() {
        return FORMAT.schema();
    }

    public static byte[] encode(ExpertRequest request) {
        return FORMAT.encode(request, 256 + NamedTensorCodec.sizeHint(request.inputs()));
    }

    /** Reads a whole array; the tensors are slices of it, so do not write to it afterwards. */
    public static ExpertRequest decode(byte[] bytes) throws MalformedException {
        return FORMAT.decode(bytes);
    }

    /** Reads what {@code writer} wrote, by Avro's rules of schema resolution. */
    public static ExpertRequest decode(byte[] bytes, Schema writer) throws MalformedException {
        return FORMAT.decode(new AvroReader(bytes), writer);
    }

    public static void write(ExpertRequest request, AvroWriter out) {
        out.writeString(request.requestId());
        out.writeString(request.expert());
        out.writeString(request.bundle());
        out.writeString(request.replyTopic());
        NamedTensorCodec.writeAll(request.inputs(), out);
        out.writeLong(request.sentMicros());
        out.writeLong(request.budgetMicros());
    }

    public static ExpertRequest read(AvroReader in) throws MalformedException {
        int start = in.position();
        String requestId = in.readString();
        String expert = in.readString();
        String bundle = in.readString();
        String replyTopic = in.readString();
        var inputs = NamedTensorCodec.readAll(in);
        long sent = in.readLong();
        long budget = in.readLong();
        try {
            return new ExpertRequest(requestId, expert, bundle, replyTopic, inputs, sent, budget);
        } catch (IllegalArgumentException e) {
            in.position(start);
            throw in.malformed(e.getMessage());
        }
    }
}
