package io.sluice.operators.sensors;

import io.sluice.gates.sensors.ConfigurationShape;
import io.sluice.gates.sensors.SensorCosts;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.kernel.bundle.StageSpec;
import io.sluice.schemas.Cost;
import io.sluice.schemas.Provenance;
import java.util.List;

/**
 * What samples cost: multiply-adds of the stages that ran, and joules by the cost table of the
 * policy, which are estimated.
 */
final class SensorAccounts {
    private final SensorStructure structure;
    private final long[] stems;
    private final long[] branches;

    /**
     * @param stages the bundle's: stems, then branches
     */
    SensorAccounts(SensorStructure structure, List<StageSpec> stages) {
        this.structure = structure;
        int modalities = structure.modalities().size();
        this.stems = new long[modalities];
        this.branches = new long[structure.branches().size()];
        for (int m = 0; m < modalities; m++) {
            stems[m] = stages.get(m).multiplyAdds();
        }
        for (int b = 0; b < branches.length; b++) {
            branches[b] = stages.get(modalities + b).multiplyAdds();
        }
    }

    /** Notes which stems have run, before any modality is masked for what came out. */
    void stems(SensorSample sample) {
        sample.stemsRun = sample.unchanged ? 0 : sample.present;
        sample.multiplyAdds = sum(stems, sample.stemsRun);
    }

    /**
     * Notes what sensors have drawn.
     *
     * @param before the sensors that were on at the sample before; those that are on now and were
     *     not have been woken
     * @param waking sensors that were asked to be on and do not give frames yet
     * @param millis how long sensors have been as they are, ms: since the sample before
     */
    void drew(SensorSample sample, int before, int waking, long millis, SensorCosts costs) {
        int on = sample.aligned.on();
        sample.drawnMillis = millis;
        sample.drawnJoules =
                costs.sensorJoules(on | waking, millis * 1e-3) + costs.wakeJoules(on & ~before);
    }

    /** Notes what was chosen, after what was drawn. */
    void chosen(SensorSample sample, SensorCosts costs) {
        sample.joules = sample.drawnJoules + costs.stemJoules(sample.stemsRun);
        if (sample.configuration >= 0 && !sample.unchanged) {
            ConfigurationShape configuration = structure.configurations().get(sample.configuration);
            sample.multiplyAdds += sum(branches, configuration.branches());
            sample.joules += costs.configurationJoules(configuration);
        }
    }

    /** What a sample would have cost by gates that are not followed, J. */
    double joules(SensorSample sample, Unfollowed instead, SensorPolicy policy) {
        return policy.costs()
                        .sampleJoules(
                                instead.on(),
                                sample.stemsRun & instead.on(),
                                shape(instead),
                                sample.drawnMillis * 1e-3)
                + policy.costs().wakeJoules(instead.woken());
    }

    /** The multiply-adds that a sample would have taken by gates that are not followed. */
    long multiplyAdds(SensorSample sample, Unfollowed instead) {
        ConfigurationShape shape = shape(instead);
        return sum(stems, sample.stemsRun & instead.on())
                + (shape == null ? 0 : sum(branches, shape.branches()));
    }

    private ConfigurationShape shape(Unfollowed instead) {
        return instead.configuration() < 0
                ? null
                : structure.configurations().get(instead.configuration());
    }

    Cost actual(SensorSample sample) {
        return new Cost(
                sample.multiplyAdds, sample.computeSeconds, sample.joules, 0, Provenance.ESTIMATED);
    }

    /** With every sensor on and the dearest configuration: what there is to save from. */
    Cost everything(SensorPolicy policy) {
        double most = 0;
        long operations = 0;
        for (ConfigurationShape configuration : structure.configurations()) {
            most = Math.max(most, policy.costs().configurationJoules(configuration));
            operations = Math.max(operations, sum(branches, configuration.branches()));
        }
        int all = structure.allModalities();
        double joules =
                policy.costs().sampleJoules(all, all, null, policy.periodMillis() * 1e-3) + most;
        return new Cost(sum(stems, all) + operations, 0, joules, 0, Provenance.ESTIMATED);
    }

    private static long sum(long[] values, int mask) {
        long sum = 0;
        for (int i = 0; i < values.length; i++) {
            if ((mask >> i & 1) != 0) {
                sum += values[i];
            }
        }
        return sum;
    }
}
