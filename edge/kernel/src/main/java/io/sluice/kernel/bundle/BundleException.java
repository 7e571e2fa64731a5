package io.sluice.kernel.bundle;

/** A bundle is not usable; the message names the file and why. */
public final class BundleException extends RuntimeException {
    /** What is wrong with it. */
    public enum Category {
        /** A file is not the one that the manifest, or the reference, means. */
        HASH,
        /** The signature is missing, of an unknown key, or does not verify. */
        SIGNATURE,
        /** A stage takes or gives other tensors than the manifest says. */
        SHAPE,
        /** A stage computes other values than the golden vectors. */
        GOLDEN,
        /** A file is missing, ill-formed, too large or outside of the bundle. */
        FORMAT,
        /** The bundle cannot be brought here. */
        FETCH
    }

    private final Category category;

    public BundleException(Category category, String message) {
        super(message);
        this.category = category;
    }

    public BundleException(Category category, String message, Throwable cause) {
        super(message, cause);
        this.category = category;
    }

    public Category category() {
        return category;
    }
}
