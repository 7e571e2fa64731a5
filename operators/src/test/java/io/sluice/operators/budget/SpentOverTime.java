package io.sluice.operators.budget;

import java.util.ArrayList;
import java.util.List;

/** What was spent when, to hold against a cap. */
public final class SpentOverTime {
    private record Spent(double seconds, double joules) {}

    private final List<Spent> all = new ArrayList<>();

    /** Adds what was spent at a time, not before the last one. */
    public void add(double seconds, double joules) {
        all.add(new Spent(seconds, joules));
    }

    /** How often something was added. */
    public int size() {
        return all.size();
    }

    public double joules() {
        return all.stream().mapToDouble(Spent::joules).sum();
    }

    /** The most that was spent beyond a rate in any time: what a burst has to allow. */
    public double mostAboveRate(double perSecond) {
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (Spent one : all) {
            least = Math.min(least, sum - perSecond * one.seconds);
            sum += one.joules;
            most = Math.max(most, sum - perSecond * one.seconds - least);
        }
        return most;
    }
}
