package io.sluice.gates.sensors;

import io.sluice.gates.Prices;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A device that obeys the gate after some samples, and writes down what the gate wanted. A broken
 * sensor acknowledges and says nothing.
 */
final class Device {
    /** What was wanted when it changed, or with a reason other than to keep. */
    record Change(long time, int wanted, SensorGate.Reason reason) {}

    final List<Change> changes = new ArrayList<>();
    final SensorGate gate;
    SensorGate.State state;
    int broken;
    int acknowledged = Weather.ALL;
    int wanted = Weather.ALL;
    long time;

    private final SensorGate.Decision decision = new SensorGate.Decision();
    private final Workspace space = new Workspace();
    private final Deque<Integer> onTheWay = new ArrayDeque<>();
    private final int delay;

    Device(SensorGate gate, int delay) {
        this.gate = gate;
        this.delay = delay;
        this.state = gate.start();
    }

    /** Samples, one a period, under a belief that stands still, up to a time of event time. */
    void runUntil(long end, double... belief) {
        while (time < end) {
            sample(belief, Prices.NONE);
        }
    }

    void sample(double[] belief, Prices prices) {
        int usable = acknowledged & ~broken;
        gate.decide(state, time, belief, acknowledged, usable, prices, space, decision);
        if (decision.reason() != SensorGate.Reason.KEEP || decision.wanted() != wanted) {
            changes.add(new Change(time, decision.wanted(), decision.reason()));
        }
        wanted = decision.wanted();
        onTheWay.add(wanted);
        if (onTheWay.size() > delay) {
            acknowledged = onTheWay.poll();
        }
        time += Weather.PERIOD;
    }

    SensorGate.Decision decision() {
        return decision;
    }

    List<Change> changesFor(SensorGate.Reason... reasons) {
        return changes.stream()
                .filter(change -> Arrays.asList(reasons).contains(change.reason()))
                .toList();
    }
}
