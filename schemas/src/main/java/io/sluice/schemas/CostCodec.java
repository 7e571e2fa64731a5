package io.sluice.schemas;

/** The Avro encoding of a {@link Cost}, which is part of decision records. */
public final class CostCodec {
    private static final Provenance[] PROVENANCES = Provenance.values();

    private CostCodec() {}

    public static void write(Cost cost, AvroWriter out) {
        out.writeLong(cost.multiplyAdds());
        out.writeDouble(cost.seconds());
        boolean known = cost.energy() != Provenance.UNKNOWN;
        out.writePresent(known);
        if (known) {
            out.writeDouble(cost.joules());
        }
        out.writeLong(cost.bytes());
        out.writeInt(cost.energy().ordinal());
    }

    /**
     * Reads a cost. Joules without a known provenance, or the reverse, read as no energy figure.
     */
    public static Cost read(AvroReader in) throws MalformedException {
        long multiplyAdds = in.readLong();
        double seconds = in.readDouble();
        double joules = in.readPresent() ? in.readDouble() : Double.NaN;
        long bytes = in.readLong();
        Provenance energy = PROVENANCES[in.readIndex(PROVENANCES.length)];
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
}
