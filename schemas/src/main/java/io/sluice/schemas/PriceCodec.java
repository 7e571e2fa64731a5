package io.sluice.schemas;

/** The Avro encoding of a {@link Price}, which is part of decision records. */
public final class PriceCodec {
    /** Symbol 0 of the wire's enum is UNKNOWN. */
    private static final Resource[] RESOURCES = Resource.values();

    private PriceCodec() {}

    public static void write(Price price, AvroWriter out) {
        out.writeInt(price.resource().ordinal() + 1);
        out.writeString(price.scope());
        out.writeDouble(price.value());
    }

    /** Reads a price, or null when its resource is unknown to this version. */
    public static Price read(AvroReader in) throws MalformedException {
        int symbol = in.readIndex(RESOURCES.length + 1);
        String scope = in.readString();
        double value = in.readDouble();
        if (symbol == 0) {
            return null;
        }
        try {
            return new Price(RESOURCES[symbol - 1], scope, value);
        } catch (IllegalArgumentException e) {
            throw in.malformed(e.getMessage());
        }
    }
}
