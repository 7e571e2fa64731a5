package io.sluice.proof.exits;

import io.sluice.gates.Certainty;
import io.sluice.gates.ExitRule;
import io.sluice.gates.RemainingMass;
import io.sluice.gates.fit.ExitFit;
import io.sluice.gates.fit.ExitFitSettings;
import io.sluice.gates.fit.FittedExits;
import io.sluice.gates.fit.GateFit;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.Splits;
import io.sluice.gates.fit.ThresholdSchedules;
import io.sluice.gates.risk.KnobFamily;
import io.sluice.proof.data.ProofData;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Everything that is fitted on a data set with one seed: heads and gates jointly, and heads by
 * themselves, which thresholds get besides.
 *
 * @param splits the rows
 * @param joint fitted together with gates
 * @param alone heads fitted without gates
 */
record FittedSeed(ProofData data, Splits splits, FittedExits joint, FittedExits alone) {
    private static final float KAPPA = .5f;

    /** Values of κ per price, in equal steps of mean cost over the whole range. */
    private static final int STEPS = 60;

    static FittedSeed fit(ProofData data, long seed, double middleCost) {
        Splits splits = data.splits().apply(seed);
        ExitFitSettings settings =
                ExitFitSettings.DEFAULT
                        .withSeed(seed)
                        .withTargetCost(middleCost)
                        .withThreads(Runtime.getRuntime().availableProcessors());
        ExitFitSettings plain =
                settings.withEpochs(settings.warmUpEpochs(), 0, settings.epochsPerRound());
        return new FittedSeed(
                data,
                splits,
                ExitFit.fit(data.sample(), splits, settings, (phase, done, total) -> {}),
                ExitFit.fit(data.sample(), splits, plain, (phase, done, total) -> {}));
    }

    /** Gates for a price each that gives, at κ = ½, one of the costs; each with a sweep of κ. */
    List<Contender> gates(double... costs) {
        LadderLogits calibration = said(joint, splits.calibration());
        LadderLogits test = said(joint, splits.test());
        LadderLogits fitting = said(joint, splits.gates());
        GateFit gates = new GateFit(fitting);
        List<Contender> contenders = new ArrayList<>();
        for (double cost : costs) {
            RemainingMass rule = new RemainingMass(gates.gates(gates.lambdaFor(cost)), KAPPA);
            KnobFamily kappas = KnobFamily.kappas(rule, fitting, calibration, STEPS);
            List<ExitRule> rules =
                    IntStream.range(0, kappas.size()).mapToObj(kappas::rule).toList();
            contenders.add(Contender.of("gates", rules, calibration, test));
        }
        return contenders;
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
