package io.sluice.schemas;

import io.sluice.schemas.ExpertReply.Status;
import org.apache.avro.Schema;

/** The Avro encoding of an {@link ExpertReply}. Thread-safe. */
public final class ExpertReplyCodec {
    private static final Status[] STATUSES = Status.values();
    private static final WireFormat<ExpertReply> FORMAT =
            new WireFormat<>("ExpertReply", ExpertReplyCodec::read, ExpertReplyCodec::write);

    private ExpertReplyCodec() {}

    /** The schema that this version writes. */
    public static Schema schema() {
        return FORMAT.schema();
    }

    public static byte[] encode(ExpertReply reply) {
        return FORMAT.encode(
                reply, 256 + (reply.logits() == null ? 0 : TensorCodec.sizeHint(reply.logits())));
    }

    /** Reads a whole array; the logits are a slice of it, so do not write to it afterwards. */
    public static ExpertReply decode(byte[] bytes) throws MalformedException {
        return FORMAT.decode(bytes);
    }

    /** Reads what {@code writer} wrote, by Avro's rules of schema resolution. */
    public static ExpertReply decode(byte[] bytes, Schema writer) throws MalformedException {
        return FORMAT.decode(new AvroReader(bytes), writer);
    }

    public static void write(ExpertReply reply, AvroWriter out) {
        out.writeString(reply.requestId());
        out.writeString(reply.expert());
        out.writeString(reply.device());
        out.writeString(reply.bundle());
        out.writeInt(reply.status().ordinal());
        out.writeString(reply.message());
        out.writePresent(reply.logits() != null);
        if (reply.logits() != null) {
            TensorCodec.write(reply.logits(), out);
        }
        out.writeLong(reply.queueMicros());
        out.writeLong(reply.computeMicros());
        Fields.writeOptionalDouble(reply.joules(), out);
        CostCodec.writeProvenance(reply.energy(), out);
    }

    public static ExpertReply read(AvroReader in) throws MalformedException {
        int start = in.position();
        String requestId = in.readString();
        String expert = in.readString();
        String device = in.readString();
        String bundle = in.readString();
        Status status = STATUSES[in.readIndex(STATUSES.length)];
        String message = in.readString();
        Tensor logits = in.readPresent() ? TensorCodec.read(in) : null;
        long queue = in.readLong();
        long compute = in.readLong();
        double joules = Fields.readOptionalDouble(in);
        Provenance energy = CostCodec.readProvenance(in);
        if (energy == Provenance.UNKNOWN || Double.isNaN(joules)) {
            joules = Double.NaN;
            energy = Provenance.UNKNOWN;
        }
        try {
            return new ExpertReply(
                    requestId, expert, device, bundle, status, message, logits, queue, compute,
                    joules, energy);
        } catch (IllegalArgumentException e) {
            in.position(start);
            throw in.malformed(e.getMessage());
        }
    }
}
