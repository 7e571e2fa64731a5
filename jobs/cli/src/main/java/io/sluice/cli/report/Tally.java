package io.sluice.cli.report;

import io.sluice.schemas.Cost;
import io.sluice.schemas.Provenance;
import java.util.Arrays;

/** Adds up the costs of a group of events. Not thread-safe. */
final class Tally {
    private static final double JOULES_PER_WATT_HOUR = 3600;

    private final long[] events = new long[Provenance.values().length];
    private double joules;
    private double multiplyAdds;
    private double seconds;
    private double bytes;
    private double latencyMillis;

    void add(Answered answered) {
        Cost cost = answered.cost();
        events[cost.energy().ordinal()]++;
        if (cost.energy() != Provenance.UNKNOWN) {
            joules += cost.joules();
        }
        multiplyAdds += cost.multiplyAdds();
        seconds += cost.seconds();
        bytes += cost.bytes();
        latencyMillis += answered.latencyMillis();
    }

    /** The receipt of what was added, at least one event. */
    Receipt receipt(String group, Factors factors) {
        long all = Arrays.stream(events).sum();
        double known = all - events[Provenance.UNKNOWN.ordinal()];
        double total = known == 0 ? Double.NaN : joules;
        double per1000 = 1000 * total / known;
        return new Receipt(
                group,
                all,
                orNull(total),
                orNull(total / JOULES_PER_WATT_HOUR),
                share(Provenance.MEASURED, all),
                share(Provenance.ESTIMATED, all),
                share(Provenance.UNKNOWN, all),
                latencyMillis / all,
                new Receipt.Per1000(
                        orNull(per1000),
                        orNull(per1000 * factors.uncertainty()),
                        orNull(per1000 / JOULES_PER_WATT_HOUR),
                        1000 * multiplyAdds / all,
                        1e6 * seconds / all,
                        1000 * bytes / all,
                        orNull(factors.grams(per1000)),
                        orNull(factors.price(per1000))));
    }

    private double share(Provenance energy, long all) {
        return (double) events[energy.ordinal()] / all;
    }

    /** Not a number is what no event's energy, or no factor, was given for. */
    private static Double orNull(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
