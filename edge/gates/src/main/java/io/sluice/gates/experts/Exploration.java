package io.sluice.gates.experts;

/**
 * When a replica that would be late by its known times alone is asked all the same: only what is
 * asked can show that it has recovered, or load what it has not in memory. That is when it was not
 * asked for a pause, which doubles with each such request and is the first again after any other.
 */
final class Exploration {
    private static final long NEVER = Long.MAX_VALUE;

    private boolean isLeftOut;
    private long askedMicros = NEVER;
    private long pauseMicros;
    private long triedMicros = NEVER;
    private boolean wasLeftOut;

    /** The request at hand is not late by what is known, or not because of known times alone. */
    void notLeftOut() {
        isLeftOut = false;
    }

    /** The request at hand would be late by what is known, and in time at its best. */
    void leftOut(long nowMicros, FleetSettings settings) {
        isLeftOut = true;
        if (askedMicros == NEVER) {
            askedMicros = nowMicros;
        }
        pauseMicros = Math.max(pauseMicros, settings.exploreAfterMicros());
    }

    boolean isLeftOut() {
        return isLeftOut;
    }

    boolean isDue(long nowMicros) {
        return isLeftOut && nowMicros - askedMicros >= pauseMicros;
    }

    /**
     * A request has been sent.
     *
     * @param isProbe whether its answer says more than all that was observed before, even when it
     *     is not left out
     */
    void asked(boolean isProbe, long nowMicros, FleetSettings settings) {
        askedMicros = nowMicros;
        if (isLeftOut) {
            pauseMicros = Math.min(2 * pauseMicros, settings.longestExploreMicros());
        } else {
            pauseMicros = 0;
        }
        if (isLeftOut || isProbe) {
            triedMicros = nowMicros;
            wasLeftOut = isLeftOut;
        }
    }

    /** Whether an answer is that of an exploration or a probe, or of a later request; once. */
    boolean isAnswered(long whenAskedMicros) {
        if (whenAskedMicros < triedMicros) {
            return false;
        }
        triedMicros = NEVER;
        return true;
    }

    /** Whether what was answered then had been left out. */
    boolean wasLeftOut() {
        return wasLeftOut;
    }
}
