package io.sluice.proof.exits;

import io.sluice.gates.Certainty;
import io.sluice.gates.ExitRule;
import io.sluice.gates.fit.ExitFit;
import io.sluice.gates.fit.ExitFitSettings;
import io.sluice.gates.fit.FittedExits;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.Splits;
import io.sluice.gates.fit.ThresholdSchedules;
import io.sluice.proof.data.ProofData;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that is fitted on a data set with one seed: heads and gates jointly, and heads by
 * themselves, which thresholds get besides.
 *
 * @param splits the rows
 * @param joint fitted together with gates
 * @param alone heads fitted without gates
 */
record FittedSeed(ProofData data, Splits splits, FittedExits joint, FittedExits alone) {
    /** A cost on the part gates is not quite that on other rows: neighbours on both sides serve. */
    private static final double[] BESIDE = {-.04, 0, .04};

    /** Most turns of heads and gates. */
    private static final int ROUNDS = 3;

    static FittedSeed fit(ProofData data, long seed, double middleCost) {
        Splits splits = data.splits().apply(seed);
        ExitFitSettings plain =
                ExitFitSettings.DEFAULT
                        .withRounds(0)
                        .withSeed(seed)
                        .withTargetCost(middleCost)
                        .withThreads(Runtime.getRuntime().availableProcessors());
        return new FittedSeed(
                data,
                splits,
                ExitFit.fit(
                        data.sample(),
                        splits,
                        plain.withRounds(ROUNDS),
                        (phase, done, total) -> {}),
                ExitFit.fit(data.sample(), splits, plain, (phase, done, total) -> {}));
    }

    /**
     * Gates with the price that gives a mean cost on the part gates, and heads calibrated for it.
     */
    Contender gates(double cost) {
        return gates("gates, joint heads", joint.at(cost), cost);
    }

    /** The same for the heads that were fitted without gates. */
    Contender gatesOfPlainHeads(double cost) {
        return gates("gates, own heads", alone.at(cost), cost);
    }

    private Contender gates(String name, FittedExits fitted, double cost) {
        List<ExitRule> rules = new ArrayList<>();
        for (double beside : BESIDE) {
            rules.add(fitted.rule(cost + beside));
        }
        return Contender.of(
                name, rules, said(fitted, splits.calibration()), said(fitted, splits.test()));
    }

    /** Confidence, entropy and margin thresholds, on the joint heads and on heads of their own. */
    List<Contender> thresholds() {
        List<Contender> contenders = new ArrayList<>();
        thresholds("joint heads", joint, contenders);
        thresholds("own heads", alone, contenders);
        return contenders;
    }

    private void thresholds(String heads, FittedExits fitted, List<Contender> contenders) {
        LadderLogits calibration = said(fitted, splits.calibration());
        LadderLogits test = said(fitted, splits.test());
        for (Certainty certainty : Certainty.values()) {
            var family = ThresholdSchedules.family(certainty, calibration);
            String name = family.name() + ", " + heads;
            contenders.add(Contender.of(name, family.rules(), calibration, test));
        }
    }

    LadderLogits said(FittedExits fitted, int... rows) {
        return fitted.logits(data.sample(), rows);
    }
}
