package io.sluice.schemas;

import io.sluice.schemas.DecisionRecord.ExpertUse;

/** The Avro encoding of a {@link DecisionRecord}, which is part of predictions. */
public final class DecisionRecordCodec {
    /** An empty scope's length and an 8-byte value follow the resource. */
    private static final int MIN_PRICE_BYTES = 10;

    /** An empty name's length and a 4-byte weight. */
    private static final int MIN_EXPERT_BYTES = 5;

    private DecisionRecordCodec() {}

    public static void write(DecisionRecord decision, AvroWriter out) {
        out.writeLong(decision.epoch());
        out.writeString(decision.policyVersion());
        out.writeString(decision.bundle());
        out.writeString(decision.provider());
        out.writeInt(decision.exit());
        out.writeString(decision.exitName());
        out.writeFloat(decision.exitScore());
        Fields.writeList(decision.modalities(), out, (name, to) -> to.writeString(name));
        Fields.writeList(decision.experts(), out, DecisionRecordCodec::writeExpert);
        Fields.writeList(decision.prices(), out, PriceCodec::write);
        CostCodec.write(decision.predicted(), out);
        CostCodec.write(decision.actual(), out);
        out.writeString(decision.reason());
        out.writeLong(decision.admittedMicros());
        out.writeLong(decision.decidedMicros());
    }

    public static DecisionRecord read(AvroReader in) throws MalformedException {
        return new DecisionRecord(
                in.readLong(),
                in.readString(),
                in.readString(),
                in.readString(),
                in.readInt(),
                in.readString(),
                in.readFloat(),
                Fields.readList(in, 1, AvroReader::readString),
                Fields.readList(in, MIN_EXPERT_BYTES, DecisionRecordCodec::readExpert),
                Fields.readList(in, MIN_PRICE_BYTES, PriceCodec::read),
                CostCodec.read(in),
                CostCodec.read(in),
                in.readString(),
                in.readLong(),
                in.readLong());
    }

    private static void writeExpert(ExpertUse expert, AvroWriter out) {
        out.writeString(expert.name());
        out.writeFloat(expert.weight());
    }

    private static ExpertUse readExpert(AvroReader in) throws MalformedException {
        return new ExpertUse(in.readString(), in.readFloat());
    }
}
