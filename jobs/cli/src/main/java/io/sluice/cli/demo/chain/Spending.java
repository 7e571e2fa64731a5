package io.sluice.cli.demo.chain;

import io.sluice.cli.control.SharedBudget.Standing;
import java.util.List;
import java.util.Map;

/** What pipelines spend while one budget holds, as they say once a second. */
final class Spending {
    /** How the pipelines stood, by the seconds of the budget that held. */
    record At(double second, Map<String, Standing> standings) {}

    private final String name;
    private final double budget;
    private final int seconds;
    private final int fromTick;
    private final List<At> said;
    private final int first;
    private int last;

    /**
     * @param budget joules per second
     * @param seconds how long it holds
     * @param fromTick the first tick under it
     * @param said what was said under budgets before; this one adds to it
     */
    Spending(String name, double budget, int seconds, int fromTick, List<At> said) {
        this.name = name;
        this.budget = budget;
        this.seconds = seconds;
        this.fromTick = fromTick;
        this.said = said;
        this.first = said.size();
    }

    String name() {
        return name;
    }

    double budget() {
        return budget;
    }

    int seconds() {
        return seconds;
    }

    int fromTick() {
        return fromTick;
    }

    /** Takes how the pipelines stand. */
    void add(double second, Map<String, Standing> standings) {
        said.add(new At(second, standings));
        last = said.size() - 1;
    }

    /** The greatest price of the pipelines, as they have last said. */
    double price() {
        return said.get(said.size() - 1).standings.values().stream()
                .mapToDouble(Standing::price)
                .max()
                .orElse(0);
    }

    /** Joules per second over the last three seconds, or as many as there were. */
    double lately() {
        return between(Math.max(0, said.size() - 4), said.size() - 1);
    }

    /** Joules per second from some seconds after the beginning on. */
    double mean(double fromSeconds) {
        int from = first;
        while (from < last && said.get(from).second < fromSeconds) {
            from++;
        }
        return between(from, last);
    }

    /** By each pipeline's own clock, as their statuses are not of one moment. */
    private double between(int from, int to) {
        double perSecond = 0;
        for (Map.Entry<String, Standing> entry : said.get(to).standings.entrySet()) {
            Standing last = entry.getValue();
            Standing first = said.get(from).standings.get(entry.getKey());
            if (first != null && last.atMicros() > first.atMicros()) {
                perSecond +=
                        (last.spent() - first.spent())
                                / ((last.atMicros() - first.atMicros()) * 1e-6);
            }
        }
        return perSecond;
    }
}
