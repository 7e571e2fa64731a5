package io.sluice.schemas;

/** The Avro encoding of a {@link Cost}, which is part of decision records. */
public final class CostCodec {
    private static final Provenance[] PROVENANCES = Provenance.values();

    private CostCodec() {}

    public static void write(Cost cost, AvroWriter out) {
        out.writeLong(cost.multiplyAdds());
        out.writeDouble(cost.seconds());
        Fields.writeOptionalDouble(cost.joules(), out);
        out.writeLong(cost.bytes());
        writeProvenance(cost.energy(), out);
    }

    /**
     * Reads a cost. Joules without a known provenance, or the reverse, read as no energy figure.
     */
    public static Cost read(AvroReader in) throws MalformedException {
        long multiplyAdds = in.readLong();
        double seconds = in.readDouble();
        double joules = Fields.readOptionalDouble(in);
        long bytes = in.readLong();
        Provenance energy = readProvenance(in);
        if (energy == Provenance.UNKNOWN || Double.isNaN(joules)) {
            // A provenance of a later version arrives as UNKNOWN beside a figure.
            joules = Double.NaN;
            energy = Provenance.UNKNOWN;
        }
        try {
            return new Cost(multiplyAdds, seconds, joules, bytes, energy);
        } catch (IllegalArgumentException e) {
            throw in.malformed(e.getMessage());
        }
    }

    static void writeProvenance(Provenance provenance, AvroWriter out) {
        out.writeInt(provenance.ordinal());
    }

    static Provenance readProvenance(AvroReader in) throws MalformedException {
        return PROVENANCES[in.readIndex(PROVENANCES.length)];
    }
}
