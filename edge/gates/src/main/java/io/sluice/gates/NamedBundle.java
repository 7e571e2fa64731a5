package io.sluice.gates;

/**
 * The bundle of an epoch, by reference: never its bytes.
 *
 * @param uri where tasks fetch it: a path, or a file:, http: or https: address
 * @param sha256 SHA-256 of its zip, 64 lower-case hexadecimal digits; empty for a directory
 * @param hash the bundle's own hash, as its policies name it
 * @param exits how many exits its ladder has
 */
public record NamedBundle(String uri, String sha256, String hash, int exits) {
    /** The bundle that the pipeline's file names, whichever that is. */
    public static final NamedBundle OF_THE_FILE = new NamedBundle("", "", "", 0);

    /** Whether it is the one that the pipeline's file names. */
    public boolean isOfTheFile() {
        return hash.isEmpty();
    }

    /** Whether it is the same bundle, wherever that is fetched. */
    public boolean isSame(NamedBundle other) {
        return hash.equals(other.hash);
    }

    /** By its hash: an address may hold credentials. */
    @Override
    public String toString() {
        return isOfTheFile() ? "the bundle of the pipeline's file" : "bundle " + hash;
    }
}
