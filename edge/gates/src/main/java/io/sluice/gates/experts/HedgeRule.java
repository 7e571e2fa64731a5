package io.sluice.gates.experts;

import java.io.Serializable;

/**
 * When an expert that was asked counts as late, so that a further one is asked. One that has failed
 * is replaced at once, whatever the rule.
 *
 * @param kind what it goes by
 * @param afterMicros the wait of {@link Kind#AFTER}, at least 1; else 0
 */
public record HedgeRule(Kind kind, long afterMicros) implements Serializable {
    /** Never. */
    public static final long NEVER_MICROS = Long.MAX_VALUE;

    /** When the predicted time is over. */
    public static final HedgeRule AUTO = new HedgeRule(Kind.AUTO, 0);

    /** Not at all. */
    public static final HedgeRule NEVER = new HedgeRule(Kind.NEVER, 0);

    private static final long LEAST_WAIT_MICROS = 1_000;

    /** What a rule goes by. */
    public enum Kind {
        /** The time that was predicted. */
        AUTO,
        /** Nobody is late before the request is settled. */
        NEVER,
        /** A time of its own. */
        AFTER
    }

    public HedgeRule {
        if (kind == Kind.AFTER && afterMicros < 1) {
            throw new IllegalArgumentException(
                    "hedge after " + afterMicros + " us; expected at least 1 us");
        }
    }

    /** After a time. */
    public static HedgeRule after(long micros) {
        return new HedgeRule(Kind.AFTER, micros);
    }

    /**
     * When those asked count as late. With {@link Kind#AUTO} when the slowest is later than was
     * predicted; earlier when by then a further one could not make it any more, but not before half
     * of that time is over. Without a further one, never.
     *
     * @param slowestMicros the longest that one of those asked was predicted to take
     * @param furtherMicros what the best further one is predicted to take, when asked now
     * @param settleAtMicros when the request is settled
     * @return {@link #NEVER_MICROS}, or a time before {@code settleAtMicros}
     */
    public long atMicros(
            long nowMicros, long slowestMicros, double furtherMicros, long settleAtMicros) {
        if (kind == Kind.NEVER || !(furtherMicros < Long.MAX_VALUE / 2)) {
            return NEVER_MICROS;
        }
        long wait = afterMicros;
        if (kind == Kind.AUTO) {
            long latest = settleAtMicros - nowMicros - (long) Math.ceil(furtherMicros);
            wait = Math.max(Math.min(slowestMicros, latest), slowestMicros / 2);
            wait = Math.max(wait, LEAST_WAIT_MICROS);
        }
        return nowMicros + wait < settleAtMicros ? nowMicros + wait : NEVER_MICROS;
    }
}
