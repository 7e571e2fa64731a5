package io.sluice.operators.sensors;

import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.operators.ReasonCounters;
import io.sluice.operators.stage.StageMetrics;
import io.sluice.schemas.ReasonCode;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What is counted of samples, sensors and commands. */
final class SensorMetrics implements SensorListener {
    private final StageMetrics stages;
    private final Counter answered;
    private final Counter unanswered;
    private final Counter degraded;
    private final Counter millijoules;
    private final Counter repeated;
    private final Counter[] configurations;
    private final Counter[] powered;
    private final ReasonCounters dead;
    private final Map<SensorGate.Reason, Counter> commands = new EnumMap<>(SensorGate.Reason.class);

    SensorMetrics(MetricGroup operator, ActiveBundle bundle, SensorStructure structure) {
        MetricGroup group = operator.addGroup("sluice");
        this.stages = new StageMetrics(group, bundle);
        this.answered = group.counter("records_out_total");
        this.unanswered = group.counter("no_modality_total");
        this.degraded = group.counter("degraded_total");
        this.millijoules = group.counter("millijoules_total");
        this.repeated = group.counter("commands_repeated_total");
        this.dead = new ReasonCounters(group, "records_dead_total");
        this.configurations = new Counter[structure.configurations().size()];
        for (int k = 0; k < configurations.length; k++) {
            String name = structure.configurations().get(k).name();
            configurations[k] =
                    group.addGroup("configuration", name).counter("configurations_total");
        }
        this.powered = new Counter[structure.modalities().size()];
        for (int m = 0; m < powered.length; m++) {
            String name = structure.modalities().get(m);
            powered[m] = group.addGroup("modality", name).counter("samples_powered_total");
        }
        for (SensorGate.Reason reason : SensorGate.Reason.values()) {
            String name = reason.name().toLowerCase(Locale.ROOT);
            commands.put(reason, group.addGroup("reason", name).counter("commands_total"));
        }
    }

    @Override
    public void batchRan(int stage, int rows, double seconds, boolean byAnother) {
        stages.batchRan(stage, rows, seconds, byAnother);
    }

    @Override
    public void answered(int configuration, ReasonCode reason, int on, double joules) {
        answered.inc();
        if (configuration < 0) {
            unanswered.inc();
        } else {
            configurations[configuration].inc();
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
