package io.sluice.gates.fit;

/** Adds up the work that several threads have done, and tells the listener. */
final class FitProgress {
    private final FitListener listener;
    private final long total;
    private long done;

    FitProgress(FitListener listener, long total) {
        this.listener = listener;
        this.total = total;
    }

    synchronized void add(FitPhase phase, long work) {
        done = Math.min(total, done + work);
        listener.progress(phase, done, total);
    }
}
