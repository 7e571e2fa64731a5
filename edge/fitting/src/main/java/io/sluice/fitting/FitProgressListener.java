package io.sluice.fitting;

/** Hears how a fit gets on. May be called from several threads, never at the same time. */
@FunctionalInterface
public interface FitProgressListener {
    /** Hears nothing. */
    FitProgressListener SILENT = (step, done, total) -> {};

    /**
     * A piece of a step is done.
     *
     * @param step what is being done, such as {@code recording features}
     * @param done how much of it, up to {@code total}
     * @param total what there is at most
     */
    void progress(String step, long done, long total);
}
