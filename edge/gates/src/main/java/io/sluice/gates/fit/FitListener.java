package io.sluice.gates.fit;

/** Hears how fitting gets on. May be called from several threads, never at the same time. */
@FunctionalInterface
public interface FitListener {
    /** Hears nothing. */
    FitListener SILENT = (phase, done, total) -> {};

    /**
     * A piece of work is done.
     *
     * @param done the work done so far, in multiply-adds of training, all phases together
     * @param total what there is at most; rounds or folds that do not serve are left out
     */
    void progress(FitPhase phase, long done, long total);
}
