package io.sluice.gates.fit;

import java.util.Arrays;
import java.util.Optional;

/**
 * The last step of a fit: gates for the heads as they are, and temperatures for the samples that
 * really leave at each exit. Who leaves is who an exit is sure about, so that a temperature that is
 * right for everybody leaves it too sure of them; and other temperatures make other gates. A few
 * turns settle both.
 */
final class FinalGates {
    private static final int TURNS = 3;

    /** Everybody else counts as much as so many who leave, so that few do not decide alone. */
    private static final double OTHERS = 50;

    private final FitSample sample;
    private final ExitFitSettings settings;
    private final HeadLadder ladder;
    private LadderLogits held;
    private LadderLogits all;
    private GateFit gateFit;
    private GateSamples heldSamples;
    private double lambda;

    /**
     * @param held the part gates
     * @param more further rows to fit gates on, if there are
     */
    FinalGates(
            FitSample sample,
            ExitFitSettings settings,
            HeadLadder ladder,
            LadderLogits held,
            Optional<LadderLogits> more) {
        this.sample = sample;
        this.settings = settings;
        this.ladder = ladder;
        this.held = held;
        this.all = more.map(rows -> LadderLogits.joined(rows, held)).orElse(held);
    }

    /** Changes the temperatures of the ladder's heads on the way. */
    float[][] fit() {
        float[][] gates = gates();
        for (int turn = 0; turn < TURNS; turn++) {
            double[] more = temperatures(gates);
            ladder.cool(more);
            held = held.cooled(more);
            all = all.cooled(more);
            gates = gates();
        }
        return gates;
    }

    private float[][] gates() {
        heldSamples = GateSamples.of(held);
        gateFit = new GateFit(GateSamples.of(all), settings.objective(), heldSamples);
        lambda =
                settings.targetCost().isPresent()
                        ? gateFit.lambdaFor(settings.targetCost().getAsDouble())
                        : settings.lambda();
        return gateFit.gates(lambda);
    }

    private double[] temperatures(float[][] gates) {
        int[] leaves = GateSamples.of(all).leaves(gates, settings.objective().kappa());
        double[] temperatures = new double[sample.exits()];
        Arrays.fill(temperatures, 1);
        for (int exit = 0; exit < temperatures.length; exit++) {
            if (!sample.isGiven(exit)) {
                double[] weights = new double[leaves.length];
                for (int row = 0; row < weights.length; row++) {
                    weights[row] = leaves[row] == exit ? 1 : OTHERS / weights.length;
                }
                temperatures[exit] = all.temperature(exit, weights);
            }
        }
        return temperatures;
    }

    GateFit gateFit() {
        return gateFit;
    }

    GateSamples held() {
        return heldSamples;
    }

    double lambda() {
        return lambda;
    }
}
