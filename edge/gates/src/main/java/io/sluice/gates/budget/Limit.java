package io.sluice.gates.budget;

import io.sluice.schemas.Resource;
import java.util.Locale;

/**
 * One written budget: how much of a resource may be spent in a scope.
 *
 * @param scope {@code job}, {@code tenant/<name>}, {@code tenant/*} (each tenant its own), {@code
 *     key/*} (each key its own) or {@code event} (the most of each event)
 * @param resource what is spent
 * @param amount how much, in the resource's unit, above 0; of a limit on latency the milliseconds
 *     that the quantile may have
 * @param perSeconds in how many seconds, above 0, or {@link #PER_EVENT} for the mean of an event;
 *     of scope {@code event} always {@link #PER_EVENT}
 * @param hard whether it is also a cap that accounted cost never passes: a bucket that holds {@code
 *     burst} and fills by {@code amount / perSeconds}
 * @param burst what the bucket of a hard limit holds, in the resource's unit; 0 where not hard
 * @param quantile of a limit on latency the share of events within it, from above 0 to below 1;
 *     else NaN
 */
public record Limit(
        String scope,
        Resource resource,
        double amount,
        double perSeconds,
        boolean hard,
        double burst,
        double quantile) {
    /** In place of seconds: the amount is for one event. */
    public static final double PER_EVENT = 0;

    private static final double LEAST_SECONDS = 1e-6;
    private static final double LEAST_RATE = 1e-12;
    private static final double MOST_RATE = 1e15;

    public static final String JOB = "job";
    public static final String TENANT = "tenant/";
    public static final String EACH_TENANT = "tenant/*";
    public static final String EACH_KEY = "key/*";
    public static final String EVENT = "event";

    public Limit {
        requireScope(scope);
        requirePositive("an amount of " + scope, amount);
        if (!(perSeconds >= 0) || Double.isInfinite(perSeconds)) {
            throw new IllegalArgumentException(
                    "the time of a limit is finite and at least 0 s, not " + perSeconds);
        }
        if (perSeconds != PER_EVENT && perSeconds < LEAST_SECONDS) {
            throw new IllegalArgumentException(
                    "the time of a limit is at least 1 us, not " + perSeconds + " s");
        }
        requireRate(perSeconds == PER_EVENT ? amount : amount / perSeconds);
        if (scope.equals(EVENT) && perSeconds != PER_EVENT) {
            throw new IllegalArgumentException("a limit of scope event is per event");
        }
        if (hard) {
            if (perSeconds == PER_EVENT) {
                throw new IllegalArgumentException(
                        "a hard limit of " + scope + " is per time, such as 1m");
            }
            requirePositive("a burst of " + scope, burst);
        }
        if (!Double.isNaN(quantile)) {
            requireQuantile(scope, resource, hard, perSeconds, quantile);
        }
    }

    private static void requireScope(String scope) {
        boolean known =
                scope.equals(JOB)
                        || scope.equals(EACH_KEY)
                        || scope.equals(EVENT)
                        || (scope.startsWith(TENANT) && scope.length() > TENANT.length());
        if (!known) {
            throw new IllegalArgumentException(
                    "a scope is job, tenant/<name>, tenant/*, key/* or event, not '" + scope + "'");
        }
    }

    private static void requireQuantile(
            String scope, Resource resource, boolean hard, double perSeconds, double quantile) {
        if (!(quantile > 0 && quantile < 1)) {
            throw new IllegalArgumentException(
                    "a quantile is above 0 and below 1, not " + quantile);
        }
        if (resource != Resource.MILLISECONDS
                || hard
                || perSeconds != PER_EVENT
                || scope.equals(EVENT)) {
            throw new IllegalArgumentException(
                    "a quantile belongs to a soft limit of milliseconds, per event, of a job, "
                            + "tenant or key");
        }
    }

    /** Beyond these a price would be a quotient of numbers that a double cannot tell apart. */
    private static void requireRate(double rate) {
        if (!(rate >= LEAST_RATE && rate <= MOST_RATE)) {
            throw new IllegalArgumentException(
                    "an amount per second or event is from 1e-12 to 1e15, not " + rate);
        }
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " is finite and above 0, not " + value);
        }
    }

    /** A soft limit per time. */
    public static Limit soft(String scope, Resource resource, double amount, double perSeconds) {
        return new Limit(scope, resource, amount, perSeconds, false, 0, Double.NaN);
    }

    /** A hard limit per time. */
    public static Limit hard(
            String scope, Resource resource, double amount, double perSeconds, double burst) {
        return new Limit(scope, resource, amount, perSeconds, true, burst, Double.NaN);
    }

    /** The most that one event may cost. */
    public static Limit event(Resource resource, double amount) {
        return new Limit(EVENT, resource, amount, PER_EVENT, false, 0, Double.NaN);
    }

    /** A share of events that are to be answered within a time. */
    public static Limit latency(String scope, double millis, double quantile) {
        return new Limit(scope, Resource.MILLISECONDS, millis, PER_EVENT, false, 0, quantile);
    }

    /** Whether it is about the latency of events, and no sum. */
    public boolean isLatency() {
        return !Double.isNaN(quantile);
    }

    public boolean isPerEvent() {
        return perSeconds == PER_EVENT;
    }

    /** What tells one limit of a document from another: at most one has this name. */
    public String name() {
        return scope + " " + (isLatency() ? "latency" : resource.name().toLowerCase(Locale.ROOT));
    }
}
