package io.sluice.operators.serialization;

import io.sluice.gates.GateMode;
import io.sluice.gates.Prices;
import io.sluice.operators.experts.Asked;
import io.sluice.operators.experts.PendingRequest;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.TensorCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Serialises a {@link PendingRequest}. */
public final class PendingRequestSerializer extends RecordSerializer<PendingRequest> {
    public static final RecordType<PendingRequest> TYPE =
            new RecordType<>(PendingRequest.class, new PendingRequestSerializer());

    private static final long serialVersionUID = 1L;

    private static final Asked.Outcome[] OUTCOMES = Asked.Outcome.values();
    private static final Asked.Role[] ROLES = Asked.Role.values();
    private static final Provenance[] PROVENANCES = Provenance.values();

    private final DecodedEventSerializer events = new DecodedEventSerializer();

    /** Version 2 has the prices behind the epoch, version 3 a mode before them and roles. */
    @Override
    protected int formatVersion() {
        return 3;
    }

    @Override
    protected void write(PendingRequest value, AvroWriter out) {
        events.write(value.decoded(), out);
        out.writeLong(value.epoch());
        out.writeString(value.mode().name());
        PriceList.write(value.prices(), out);
        out.writeInt(value.features().length);
        for (float feature : value.features()) {
            out.writeFloat(feature);
        }
        out.writeString(value.provider());
        out.writeDouble(value.routerSeconds());
        out.writeLong(value.deadlineMicros());
        out.writeInt(value.wanted());
        out.writeInt(value.asked().size());
        for (Asked asked : value.asked()) {
            write(asked, out);
        }
    }

    private static void write(Asked asked, AvroWriter out) {
        out.writeString(asked.expert());
        out.writeString(asked.device());
        out.writeLong(asked.askedMicros());
        out.writeLong(asked.predictedMicros());
        out.writeDouble(asked.predictedJoules());
        out.writeInt(asked.role().ordinal());
        out.writeInt(asked.outcome().ordinal());
        out.writePresent(asked.logits() != null);
        if (asked.logits() != null) {
            TensorCodec.write(asked.logits(), out);
        }
        out.writeLong(asked.queueMicros());
        out.writeLong(asked.computeMicros());
        out.writeDouble(asked.joules());
        out.writeInt(asked.energy().ordinal());
    }

    @Override
    protected PendingRequest read(AvroReader in, int version) throws MalformedException {
        var decoded = events.read(in, 1);
        long epoch = in.readLong();
        GateMode mode = version < 3 ? GateMode.ENFORCE : GateMode.valueOf(in.readString());
        Prices prices = version < 2 ? null : PriceList.read(in);
        float[] features = new float[in.readInt()];
        for (int i = 0; i < features.length; i++) {
            features[i] = in.readFloat();
        }
        String provider = in.readString();
        double routerSeconds = in.readDouble();
        long deadline = in.readLong();
        int wanted = in.readInt();
        int count = in.readInt();
        List<Asked> asked = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            asked.add(readAsked(in, version));
        }
        return new PendingRequest(
                decoded,
                epoch,
                mode,
                prices,
                features,
                provider,
                routerSeconds,
                deadline,
                wanted,
                asked);
    }

    private static Asked readAsked(AvroReader in, int version) throws MalformedException {
        return new Asked(
                in.readString(),
                in.readString(),
                in.readLong(),
                in.readLong(),
                in.readDouble(),
                version < 3 ? hedge(in.readBoolean()) : ROLES[in.readIndex(ROLES.length)],
                OUTCOMES[in.readIndex(OUTCOMES.length)],
                in.readPresent() ? TensorCodec.read(in) : null,
                in.readLong(),
                in.readLong(),
                in.readDouble(),
                PROVENANCES[in.readIndex(PROVENANCES.length)]);
    }

    private static Asked.Role hedge(boolean isHedge) {
        return isHedge ? Asked.Role.HEDGE : Asked.Role.CHOSEN;
    }

    @Override
    public PendingRequestSerializer duplicate() {
        return new PendingRequestSerializer();
    }

    @Override
    public TypeSerializerSnapshot<PendingRequest> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PendingRequest> {
        public Snapshot() {
            super(PendingRequestSerializer::new);
        }
    }
}
