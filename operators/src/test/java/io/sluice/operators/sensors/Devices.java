package io.sluice.operators.sensors;

import io.sluice.gates.GateMode;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.sensors.ContextLossPredictor;
import io.sluice.gates.sensors.JointSelection;
import io.sluice.gates.sensors.SensorCosts;
import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.kernel.testkit.SensorTestBundle.Sensor;
import io.sluice.kernel.testkit.SensorTestPolicy;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.SensorCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Devices that do as they are told, some samples later, with the sensor operator in its harness.
 * Each gives a sample a second. By day the camera is best; in the dark it is the radar, for 6 W in
 * place of half a watt, and a price of about 2 buys the camera instead.
 */
final class Devices {
    static final SensorCosts COSTS =
            new SensorCosts(
                    new double[] {.5, 6, 10},
                    new double[] {0, 0, 0},
                    new double[] {.1, .1, .1},
                    new double[] {.01, .02, .03},
                    new double[] {.1, .2, .3, .4},
                    .5);

    private static final float[][] LOSSES = {
        {.1f, .5f, .6f, .6f, .6f},
        {1.2f, .3f, 1f, 1f, .6f},
    };

    private final SensorsFixture sensors;
    private final Map<String, Integer> on = new TreeMap<>();
    private final Map<String, List<SensorCommand>> told = new TreeMap<>();
    private int read;
    private int second;

    Devices(SensorsFixture sensors, int count) {
        this.sensors = sensors;
        for (int i = 0; i < count; i++) {
            on.put("car" + i, Samples.ALL);
            told.put("car" + i, new ArrayList<>());
        }
    }

    /** An epoch of the policy for these costs. */
    static PolicyEpoch epoch(long number, Budgets budgets, GateMode mode, Prices prices) {
        return epoch(number, budgets, mode, prices, 2);
    }

    /** The same with a dwell of some seconds. */
    static PolicyEpoch epoch(
            long number, Budgets budgets, GateMode mode, Prices prices, int dwellSeconds) {
        var test = SensorTestPolicy.of("test", Samples.BUNDLE.hash());
        SensorPolicy base = test.sensors().orElseThrow();
        JointSelection selection = new JointSelection(.05, .4, 0);
        SensorGate.Settings gate =
                new SensorGate.Settings(1000, dwellSeconds, 600_000, 3_000, 0, 0, selection);
        SensorPolicy policy =
                new SensorPolicy(
                        base.periodMillis(),
                        COSTS,
                        new ContextLossPredictor(LOSSES),
                        selection,
                        base.filter(),
                        LOSSES,
                        gate,
                        base.fusion(),
                        base.predictionSets());
        return PolicyEpoch.of(number, Long.MIN_VALUE, test.with(policy).document(), prices)
                .with(budgets, mode);
    }

    static PolicyEpoch epoch(long number, Budgets budgets) {
        return epoch(number, budgets, GateMode.ENFORCE, Prices.NONE);
    }

    /**
     * Goes on for some seconds.
     *
     * @param isDark whether it is dark for a device, by its index plus 7 times the second
     * @param delay how many samples a device takes to obey
     */
    void drive(int seconds, PolicyEpoch epoch, IntPredicate isDark, int delay) throws Exception {
        for (int end = second + seconds; second < end; ) {
            second++;
            int index = 0;
            for (String key : on.keySet()) {
                obey(key, delay);
                long millis = 1000L * second + 1000L * index / on.size();
                sensors.harness.setProcessingTime(millis);
                int mask = on.get(key);
                int darkness = isDark.test(index + 7 * second) ? Samples.DARK : 0;
                sensors.send(Samples.sample(key, second, mask, mask, darkness, epoch));
                index++;
            }
            sensors.harness.setProcessingTime(1000L * second + 999);
            List<SensorCommand> all = sensors.commands();
            for (SensorCommand command : all.subList(read, all.size())) {
                told.get(new String(command.key(), java.nio.charset.StandardCharsets.UTF_8))
                        .add(command);
            }
            read = all.size();
        }
    }

    /** Obeys the newest command that is as old. */
    private void obey(String key, int delay) {
        for (SensorCommand command : told.get(key)) {
            if (command.issuedMillis() <= 1000L * (second - delay)) {
                int mask = 0;
                for (Sensor sensor : Sensor.values()) {
                    if (command.on().contains(sensor.modality())) {
                        mask |= 1 << sensor.ordinal();
                    }
                }
                on.put(key, mask);
            }
        }
    }

    int second() {
        return second;
    }

    /** The joules that predictions say of samples from a second on, up to another. */
    static double joules(List<Prediction> predictions, int from, int to) {
        return predictions.stream()
                .filter(
                        p ->
                                p.eventTimeMillis() > from * 1000L
                                        && p.eventTimeMillis() <= to * 1000L)
                .mapToDouble(p -> p.decision().actual().joules())
                .sum();
    }
}
