package io.sluice.proof.exits;

import io.sluice.gates.Guarantee.Method;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.Outcomes;
import io.sluice.gates.risk.GuaranteedRule;
import io.sluice.gates.risk.KnobFamily;
import io.sluice.gates.risk.RiskControl;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * How often a bound is kept when the calibration sample is drawn again and again. All rows that
 * neither heads nor gates saw are taken for the whole stream, so that what a rule really loses is
 * known exactly; a calibration sample is drawn from them with replacement.
 *
 * @param bound on the disagreement with the full model
 * @param rows drawn per calibration
 * @param held in how many calibrations the chosen rule kept the bound
 * @param meanLoss of the chosen rules
 * @param meanCost of the chosen rules
 */
record KeptBounds(
        Method method, double bound, int rows, int held, double meanLoss, double meanCost) {
    static final int CALIBRATIONS = 200;
    static final double CONFIDENCE = .95;

    private static final int STEPS = 100;

    static KeptBounds count(FittedSeed fitted, Method method, double bound, long seed) {
        int[] unseen =
                IntStream.concat(
                                IntStream.of(fitted.splits().calibration()),
                                IntStream.of(fitted.splits().test()))
                        .toArray();
        LadderLogits stream = fitted.said(fitted.joint(), unseen);
        LadderLogits reference = fitted.said(fitted.joint(), fitted.splits().gates());
        int rows = fitted.splits().calibration().length;
        Random random = new Random(seed);
        int held = 0;
        double loss = 0;
        double cost = 0;
        for (int i = 0; i < CALIBRATIONS; i++) {
            int[] drawn = random.ints(rows, 0, unseen.length).toArray();
            KnobFamily family =
                    KnobFamily.kappas(fitted.joint().rule(), reference, stream.rows(drawn), STEPS);
            double confidence = method == Method.EXPECTATION ? 0 : CONFIDENCE;
            GuaranteedRule chosen =
                    GuaranteedRule.choose(family, new RiskControl(method, bound, confidence, i));
            Outcomes outcomes = Outcomes.of(chosen.rule(), stream);
            held += outcomes.disagreement() <= bound ? 1 : 0;
            loss += outcomes.disagreement() / CALIBRATIONS;
            cost += outcomes.meanCost() / CALIBRATIONS;
        }
        return new KeptBounds(method, bound, rows, held, loss, cost);
    }
}
