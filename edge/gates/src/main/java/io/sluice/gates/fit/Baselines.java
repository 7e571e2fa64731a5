package io.sluice.gates.fit;

import io.sluice.gates.Certainty;
import io.sluice.gates.ExitRule;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Patience;
import io.sluice.gates.RemainingMass;
import java.util.ArrayList;
import java.util.List;

/** The rules that fitted gates are compared with, and the family of one set of gates. */
public final class Baselines {
    private static final int KAPPAS = 100;
    private static final double LEAST_KAPPA = 1e-5;
    private static final double MOST_KAPPA = 1.2;

    private Baselines() {}

    /**
     * All of them: confidence, entropy, margin, patience, depth prediction, fixed exits, full.
     *
     * @param fitting rows with labels on which depth prediction is learnt; not those that the heads
     *     were trained on
     * @param validation rows on which thresholds are chosen
     */
    public static List<RuleFamily> families(LadderLogits fitting, LadderLogits validation) {
        List<RuleFamily> families = new ArrayList<>();
        for (Certainty certainty : Certainty.values()) {
            families.add(ThresholdSchedules.family(certainty, validation));
        }
        families.add(patience(validation.exits()));
        families.add(DepthFit.family(fitting));
        families.add(fixed(validation.exits()));
        families.add(new RuleFamily("full", List.of(FixedExit.full())));
        return families;
    }

    /** Patience from 1 exit in a row up to as many as there are exits. */
    public static RuleFamily patience(int exits) {
        List<ExitRule> rules = new ArrayList<>();
        for (int n = 1; n <= Math.min(exits, Patience.MOST); n++) {
            rules.add(new Patience(n));
        }
        return new RuleFamily("patience", rules);
    }

    /** Everybody at the first exit, everybody at the second, … */
    public static RuleFamily fixed(int exits) {
        List<ExitRule> rules = new ArrayList<>();
        for (int exit = 0; exit < exits; exit++) {
            rules.add(new FixedExit(exit));
        }
        return new RuleFamily("fixed", rules);
    }

    /** One set of gates with κ from 0.00001 to 1.2, by equal factors: from shallow to deep. */
    public static RuleFamily gates(RemainingMass rule) {
        List<ExitRule> rules = new ArrayList<>();
        for (int i = 0; i < KAPPAS; i++) {
            double step = (double) i / (KAPPAS - 1);
            double kappa = LEAST_KAPPA * Math.pow(MOST_KAPPA / LEAST_KAPPA, step);
            rules.add(rule.withKappa((float) kappa));
        }
        return new RuleFamily("gates", rules);
    }
}
