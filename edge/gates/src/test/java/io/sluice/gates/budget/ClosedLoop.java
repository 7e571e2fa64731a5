package io.sluice.gates.budget;

import io.sluice.gates.Prices;
import io.sluice.schemas.Resource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A stream of events that a synthetic gate decides under the prices of a ledger. */
final class ClosedLoop {
    private static final double SECONDS = 1e-6;

    private final BudgetLedger ledger;
    private final SyntheticGate gate;
    private final Random random;
    private final double delaySeconds;
    private final List<double[]> spent = new ArrayList<>();
    private final ArrayDeque<double[]> flying = new ArrayDeque<>();
    private double seconds;
    private double prices;

    /** What a meter finds for each joule of the table. */
    double meterFactor = 1;

    private double windowAccounted;
    private double windowStart;

    ClosedLoop(BudgetLedger ledger, SyntheticGate gate, double delaySeconds, long seed) {
        this.ledger = ledger;
        this.gate = gate;
        this.delaySeconds = delaySeconds;
        this.random = new Random(seed);
    }

    /** Poisson events until a time. */
    void run(double perSecond, double untilSeconds) {
        while (true) {
            seconds -= Math.log(1 - random.nextDouble()) / perSecond;
            if (seconds >= untilSeconds) {
                seconds = untilSeconds;
                return;
            }
            event();
        }
    }

    private void event() {
        long now = micros(seconds);
        while (!flying.isEmpty() && flying.peek()[0] <= seconds) {
            double[] done = flying.poll();
            settle(done);
        }
        Account account = ledger.open("", null, now);
        double price = ledger.prices(account, Prices.NONE, now).pressure();
        prices += price;
        double cost = gate.cost(price, random.nextDouble(), random);
        if (ledger.reserve(account, Resource.JOULES, cost, now)) {
            flying.add(new double[] {seconds + delaySeconds, cost});
            spent.add(new double[] {seconds, cost * meterFactor});
        }
    }

    private void settle(double... done) {
        Account account = ledger.account("", null, micros(done[0]));
        ledger.settle(account, Resource.JOULES, done[1], done[1], micros(done[0]));
        windowAccounted += done[1];
        if (meterFactor != 1 && done[0] - windowStart > 2) {
            // A window with noise of its own, as meters have.
            double measured = windowAccounted * meterFactor * (.9 + .2 * random.nextDouble());
            ledger.measured(measured, windowAccounted, micros(done[0]));
            windowStart = done[0];
            windowAccounted = 0;
        }
    }

    static long micros(double seconds) {
        // Any time but 0: a clock starts anywhere.
        return 1_000_000_000L + Math.round(seconds / SECONDS);
    }

    /** Measured joules per second from one time to another. */
    double rate(double from, double to) {
        double sum = 0;
        for (double[] event : spent) {
            sum += event[0] >= from && event[0] < to ? event[1] : 0;
        }
        return sum / (to - from);
    }

    double meanPrice() {
        return prices / spent.size();
    }

    /** The share of windows of a minute, one every second, above a rate. */
    double windowsAbove(double from, double to, double most) {
        int seconds = (int) Math.ceil(to) + 1;
        double[] sums = new double[seconds + 1];
        for (double[] event : spent) {
            sums[(int) event[0] + 1] += event[1];
        }
        for (int i = 1; i <= seconds; i++) {
            sums[i] += sums[i - 1];
        }
        int above = 0;
        int windows = 0;
        for (int start = (int) Math.ceil(from); start + 60 <= to; start++) {
            above += sums[start + 60] - sums[start] > 60 * most ? 1 : 0;
            windows++;
        }
        return (double) above / windows;
    }
}
