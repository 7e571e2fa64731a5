package io.sluice.gates.fit;

import io.sluice.gates.RemainingMass;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The last step of a fit: gates for the heads as they are, then a temperature for those who leave
 * at each exit. Who leaves is who an exit is sure about, and a temperature that is right for
 * everybody leaves it too sure of them. The gates are carried over to the features that the new
 * temperatures make, so that they go on deciding as they were fitted to.
 */
final class FinalGates {
    /** All the others together count as much as so many who leave: few do not decide alone. */
    private static final double OTHERS = 10;

    private final FitSample sample;
    private final ExitFitSettings settings;
    private final GateFit gateFit;
    private final double lambda;
    private final double[] temperatures;
    private final LadderLogits all;
    private final LadderLogits uncooled;
    private final LadderLogits held;
    private final GateTranslation translation;

    /**
     * Fits.
     *
     * @param held the part gates
     * @param more further rows to fit gates on, if there are
     */
    FinalGates(
            FitSample sample,
            ExitFitSettings settings,
            LadderLogits held,
            Optional<LadderLogits> more) {
        this(
                sample,
                settings,
                held,
                more.map(rows -> LadderLogits.joined(rows, held)).orElse(held),
                settings.targetCost().isPresent()
                        ? gates -> gates.lambdaFor(settings.targetCost().getAsDouble())
                        : gates -> settings.lambda());
    }

    private FinalGates(
            FitSample sample,
            ExitFitSettings settings,
            LadderLogits held,
            LadderLogits all,
            ToDoubleFunction<GateFit> price) {
        this.sample = sample;
        this.settings = settings;
        this.all = all;
        this.uncooled = held;
        GateSamples samples = GateSamples.of(all);
        gateFit = new GateFit(samples, settings.objective(), GateSamples.of(held));
        lambda = price.applyAsDouble(gateFit);
        float kappa = settings.objective().kappa();
        temperatures = temperatures(samples.leaves(gateFit.gates(lambda), kappa));
        this.held = held.cooled(temperatures);
        GateSamples cooled = GateSamples.of(all.cooled(temperatures));
        translation = new GateTranslation(samples, cooled, kappa);
    }

    /** The same step for the gates that have a mean cost on the part gates. */
    FinalGates at(double targetCost) {
        return new FinalGates(
                sample, settings, uncooled, all, gates -> gates.signedLambdaFor(targetCost));
    }

    private double[] temperatures(int[] leaves) {
        double[] fitting = new double[sample.exits()];
        Arrays.fill(fitting, 1);
        for (int exit = 0; exit < fitting.length; exit++) {
            if (!sample.isGiven(exit)) {
                double[] weights = new double[leaves.length];
                for (int row = 0; row < weights.length; row++) {
                    weights[row] = leaves[row] == exit ? 1 : OTHERS / weights.length;
                }
                fitting[exit] = all.temperature(exit, weights);
            }
        }
        return fitting;
    }

    /** The rule of a price, for the heads with {@link #temperatures}. */
    private RemainingMass ruleOf(double price) {
        float[][] gates = translation.of(gateFit.gates(price));
        return new RemainingMass(gates, settings.objective().kappa());
    }

    RemainingMass rule() {
        return ruleOf(lambda);
    }

    /** The rule of a mean cost on the part gates, for the same heads. */
    RemainingMass rule(double targetCost) {
        return ruleOf(gateFit.signedLambdaFor(targetCost));
    }

    /** What the heads' logits are to be divided by, further. */
    double[] temperatures() {
        return temperatures.clone();
    }

    /** The part gates as the cooled heads see it. */
    LadderLogits held() {
        return held;
    }

    double lambda() {
        return lambda;
    }
}
