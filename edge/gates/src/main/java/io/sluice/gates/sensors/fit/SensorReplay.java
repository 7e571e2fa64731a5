package io.sluice.gates.sensors.fit;

import io.sluice.gates.Prices;
import io.sluice.gates.sensors.ComputeGate;
import io.sluice.gates.sensors.SensorCosts;
import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.gates.sensors.Summaries;
import io.sluice.gates.sensors.Workspace;
import java.util.Arrays;

/**
 * Replays recorded sequences tick by tick as the gates would have met them. A sensor that is off
 * gives nothing: its summary and every branch that reads it are out of reach, although they were
 * recorded. Commands and waking take their time, probes and unused sensors their energy. Recorded
 * samples are the ticks; between two samples of a key that lie further apart nothing is counted.
 *
 * <p>Pure: the same arguments give the same outcome.
 */
public final class SensorReplay {
    private final RecordedSensors recorded;
    private final ConfigurationLosses losses;
    private final DeviceDelays delays;
    private final int[] rows;

    /**
     * @param losses of all rows of the recording, under the fusion of the policies that are
     *     replayed
     * @param rows which samples, rising; those of a key are one sequence
     */
    public SensorReplay(
            RecordedSensors recorded, ConfigurationLosses losses, DeviceDelays delays, int[] rows) {
        this.recorded = recorded;
        this.losses = losses;
        this.delays = delays;
        this.rows = rows.clone();
    }

    public RecordedSensors recorded() {
        return recorded;
    }

    public ConfigurationLosses losses() {
        return losses;
    }

    public int[] rows() {
        return rows.clone();
    }

    /** The rows of another selection under the same delays. */
    public SensorReplay of(int[] others) {
        return new SensorReplay(recorded, losses, delays, others);
    }

    /** Replays a strategy; every key begins with all sensors on that the strategy may power. */
    public Replayed run(SensorStrategy strategy) {
        Replayed.Builder outcome = new Replayed.Builder(this);
        Run run = null;
        for (int at = 0; at < rows.length; at++) {
            if (!recorded.samples().continues(rows, at)) {
                if (run != null) {
                    outcome.addSwitches(run.device.switches());
                }
                run = new Run(strategy);
            }
            run.sample(rows[at], at, outcome);
        }
        if (run != null) {
            outcome.addSwitches(run.device.switches());
        }
        return outcome.build();
    }

    /**
     * One configuration for every sample, with its own stems alone; no gate, no switching.
     *
     * @param on the sensors that are powered, whether the configuration needs them or not
     */
    public Replayed fixed(int configuration, int on, SensorCosts costs, long periodMillis) {
        SensorStructure structure = recorded.structure();
        int needs = structure.modalitiesOf(configuration);
        Replayed.Builder outcome = new Replayed.Builder(this);
        for (int at = 0; at < rows.length; at++) {
            int present = recorded.samples().present()[rows[at]];
            int chosen = (needs & ~present) == 0 ? configuration : ConfigurationLosses.NONE;
            double joules =
                    costs.sampleJoules(
                            on,
                            needs & present,
                            chosen < 0 ? null : structure.configurations().get(chosen),
                            periodMillis * 1e-3);
            outcome.set(at, rows[at], chosen, on, needs & present, joules, Float.NaN);
        }
        return outcome.build();
    }

    /** One key's way through the gates. */
    private final class Run {
        private final SensorStrategy strategy;
        private final SensorPolicy policy;
        private final SensorStructure structure = recorded.structure();
        private final ComputeGate computeGate;
        private final SensorGate sensorGate;
        private final SensorGate.State state;
        private final SensorGate.Decision decision = new SensorGate.Decision();
        private final ReplayedDevice device;
        private final Workspace space = new Workspace();
        private final float[][] summaries = recorded.newSummaries();
        private final float[] predicted = new float[recorded.configurations()];
        private final double[] belief;
        private final double[] certain;
        private long lastTick;
        private boolean started;

        Run(SensorStrategy strategy) {
            this.strategy = strategy;
            this.policy = strategy.policy();
            this.computeGate = policy.computeGate(structure);
            this.sensorGate = policy.sensorGate(structure);
            this.state = sensorGate.start();
            int on = strategy.switchesSensors() ? structure.allModalities() : strategy.on();
            this.device = new ReplayedDevice(delays, policy.costs(), on);
            this.belief = policy.filter().start();
            this.certain = new double[belief.length];
        }

        void sample(int row, int at, Replayed.Builder outcome) {
            long tick = recorded.samples().ticks()[row];
            double waking = device.advance(tick);
            recorded.readSummaries(row, summaries);
            int giving = device.giving(tick) & recorded.samples().present()[row];
            int present = Summaries.usable(summaries, giving);
            double[] now = believe(row, present, tick);
            predict(row, present, now);
            int chosen = computeGate.choose(predicted, present, Prices.NONE);
            double joules =
                    waking
                            + policy.costs()
                                    .sampleJoules(
                                            device.powered(),
                                            present,
                                            chosen < 0
                                                    ? null
                                                    : structure.configurations().get(chosen),
                                            policy.periodMillis() * 1e-3);
            outcome.set(
                    at,
                    row,
                    chosen,
                    device.powered(),
                    present,
                    joules,
                    chosen < 0 ? losses.uninformed() : predicted[chosen]);
            outcome.believed(row, now);
            if (strategy.switchesSensors()) {
                sensorGate.decide(
                        state,
                        tick * policy.periodMillis(),
                        now,
                        device.powered(),
                        present,
                        Prices.NONE,
                        space,
                        decision);
                device.command(tick, decision.wanted());
            }
        }

        private double[] believe(int row, int present, long tick) {
            int context = recorded.samples().context()[row];
            boolean told = strategy.knowledge() == SensorStrategy.Knowledge.OUTSIDE;
            long ticks = started ? tick - lastTick : 0;
            policy.filter().step(belief, summaries, present, told ? context : -1, ticks, space);
            started = true;
            lastTick = tick;
            if (strategy.knowledge() == SensorStrategy.Knowledge.ORACLE && context >= 0) {
                Arrays.fill(certain, 0);
                certain[context] = 1;
                return certain;
            }
            return belief;
        }

        private void predict(int row, int present, double[] now) {
            if (strategy.knowledge() == SensorStrategy.Knowledge.ORACLE) {
                System.arraycopy(losses.losses(row), 0, predicted, 0, predicted.length);
            } else {
                policy.predictor().predict(summaries, present, now, predicted, space);
            }
        }
    }
}
