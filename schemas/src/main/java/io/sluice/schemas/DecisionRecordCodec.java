package io.sluice.schemas;

import io.sluice.schemas.DecisionRecord.ExpertUse;
import io.sluice.schemas.DecisionRecord.SensorUse;

/** The Avro encoding of a {@link DecisionRecord}, which is part of predictions. */
public final class DecisionRecordCodec {
    /** An empty scope's length and an 8-byte value follow the resource. */
    private static final int MIN_PRICE_BYTES = 10;

    /** Three empty texts' lengths and a 4-byte weight. */
    private static final int MIN_EXPERT_BYTES = 7;

    /** Two empty texts' lengths and an age. */
    private static final int MIN_SENSOR_BYTES = 3;

    private DecisionRecordCodec() {}

    public static void write(DecisionRecord decision, AvroWriter out) {
        out.writeLong(decision.epoch());
        out.writeString(decision.policyVersion());
        out.writeString(decision.bundle());
        out.writeString(decision.provider());
        out.writeInt(decision.exit());
        out.writeString(decision.exitName());
        out.writeFloat(decision.exitScore());
        Fields.writeStrings(decision.modalities(), out);
        Fields.writeList(decision.experts(), out, DecisionRecordCodec::writeExpert);
        Fields.writeList(decision.prices(), out, PriceCodec::write);
        CostCodec.write(decision.predicted(), out);
        CostCodec.write(decision.actual(), out);
        out.writeString(decision.reason());
        out.writeLong(decision.admittedMicros());
        out.writeLong(decision.decidedMicros());
        out.writeString(decision.configuration());
        out.writeString(decision.context());
        Fields.writeList(decision.sensors(), out, DecisionRecordCodec::writeSensor);
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
                Fields.readStrings(in),
                Fields.readList(in, MIN_EXPERT_BYTES, DecisionRecordCodec::readExpert),
                Fields.readList(in, MIN_PRICE_BYTES, PriceCodec::read),
                CostCodec.read(in),
                CostCodec.read(in),
                in.readString(),
                in.readLong(),
                in.readLong(),
                in.readString(),
                in.readString(),
                Fields.readList(in, MIN_SENSOR_BYTES, DecisionRecordCodec::readSensor));
    }

    private static void writeExpert(ExpertUse expert, AvroWriter out) {
        out.writeString(expert.name());
        out.writeFloat(expert.weight());
        out.writeString(expert.device());
        out.writeString(expert.outcome());
    }

    private static ExpertUse readExpert(AvroReader in) throws MalformedException {
        return new ExpertUse(in.readString(), in.readFloat(), in.readString(), in.readString());
    }

    private static void writeSensor(SensorUse sensor, AvroWriter out) {
        out.writeString(sensor.name());
        out.writeString(sensor.status());
        out.writeLong(sensor.ageMillis());
    }

    private static SensorUse readSensor(AvroReader in) throws MalformedException {
        return new SensorUse(in.readString(), in.readString(), in.readLong());
    }
}
