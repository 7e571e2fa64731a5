package io.sluice.operators.sensors;

import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.operators.ReasonCounters;
import io.sluice.operators.stage.StageMetrics;
import io.sluice.schemas.ReasonCode;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What is counted of samples, sensors and commands. */
final class SensorMetrics implements SensorListener {
    private final Map<String, Counter> counters = new HashMap<>();
    private final StageMetrics stages;
    private final Counter answered;
    private final Counter unanswered;
    private final Counter degraded;
    private final Counter millijoules;
    private final Counter repeated;
    private final Counter exhausted;
    private final Counter refused;
    private final Counter wouldChange;
    private final Saved wouldSaveMultiplyAdds;
    private final Saved wouldSaveMicrojoules;
    private final Counter[] configurations;
    private final Counter[] wouldChoose;
    private final Counter[] powered;
    private final ReasonCounters dead;
    private final Map<SensorGate.Reason, Counter> commands = new EnumMap<>(SensorGate.Reason.class);

    SensorMetrics(MetricGroup operator, ActiveBundle bundle, SensorStructure structure) {
        MetricGroup group = operator.addGroup("sluice");
        this.stages = new StageMetrics(group, bundle);
        this.answered = counter(group, "", "records_out_total");
        this.unanswered = counter(group, "", "no_modality_total");
        this.degraded = counter(group, "", "degraded_total");
        this.millijoules = counter(group, "", "millijoules_total");
        this.repeated = counter(group, "", "commands_repeated_total");
        this.exhausted = counter(group, "", "budget_exhausted_total");
        this.refused = counter(group, "", "budget_refused_total");
        this.wouldChange = counter(group, "", "shadow_gate_changes_total");
        this.wouldSaveMultiplyAdds =
                new Saved(counter(group, "", "shadow_gate_saved_multiply_adds_total"));
        this.wouldSaveMicrojoules =
                new Saved(counter(group, "", "shadow_gate_saved_microjoules_total"));
        this.dead = new ReasonCounters(group, "records_dead_total");
        this.configurations = new Counter[structure.configurations().size()];
        this.wouldChoose = new Counter[configurations.length];
        for (int k = 0; k < configurations.length; k++) {
            String name = structure.configurations().get(k).name();
            MetricGroup ofConfiguration = group.addGroup("configuration", name);
            configurations[k] = counter(ofConfiguration, name, "configurations_total");
            wouldChoose[k] = counter(ofConfiguration, name, "shadow_gate_configurations_total");
        }
        this.powered = new Counter[structure.modalities().size()];
        for (int m = 0; m < powered.length; m++) {
            String name = structure.modalities().get(m);
            powered[m] = counter(group.addGroup("modality", name), name, "samples_powered_total");
        }
        for (SensorGate.Reason reason : SensorGate.Reason.values()) {
            String name = reason.name().toLowerCase(Locale.ROOT);
            commands.put(reason, counter(group.addGroup("reason", name), name, "commands_total"));
        }
    }

    private Counter counter(MetricGroup group, String label, String name) {
        Counter counter = group.counter(name);
        counters.put(label.isEmpty() ? name : name + "/" + label, counter);
        return counter;
    }

    /**
     * What was counted so far.
     *
     * @param name a counter's name, with its label's value behind a slash if it has one
     */
    long counted(String name) {
        return counters.get(name).getCount();
    }

    @Override
    public void batchRan(int stage, int rows, double seconds, boolean byAnother) {
        stages.batchRan(stage, rows, seconds, byAnother);
    }

    @Override
    public void answered(int configuration, ReasonCode reason, int on, double joules) {
        answered.inc();
        if (configuration >= 0) {
            configurations[configuration].inc();
        }
        if (reason == ReasonCode.NO_MODALITY) {
            unanswered.inc();
        }
        if (reason == ReasonCode.BUDGET_EXHAUSTED) {
            exhausted.inc();
            if (configuration < 0) {
                refused.inc();
            }
        }
        if (reason == ReasonCode.DEGRADED) {
            degraded.inc();
        }
        millijoules.inc(Math.round(joules * 1e3));
        for (int m = 0; m < powered.length; m++) {
            if ((on >> m & 1) != 0) {
                powered[m].inc();
            }
        }
    }

    @Override
    public void wouldHaveChosen(
            int configuration, boolean changed, long multiplyAdds, double joules) {
        if (configuration >= 0) {
            wouldChoose[configuration].inc();
        }
        if (changed) {
            wouldChange.inc();
        }
        wouldSaveMultiplyAdds.add(multiplyAdds);
        wouldSaveMicrojoules.add(joules * 1e6);
    }

    /** A counter of what is saved in sum: it never falls, though single samples cost more. */
    private static final class Saved {
        private final Counter counter;
        private double rest;

        Saved(Counter counter) {
            this.counter = counter;
        }

        void add(double amount) {
            rest += amount;
            if (rest >= 1) {
                long whole = (long) rest;
                counter.inc(whole);
                rest -= whole;
            }
        }
    }

    @Override
    public void failed(String reason) {
        dead.inc(reason);
    }

    @Override
    public void commanded(SensorGate.Reason reason, boolean again) {
        if (again) {
            repeated.inc();
        } else {
            commands.get(reason).inc();
        }
    }
}
