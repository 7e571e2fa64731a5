package io.sluice.gates.fit;

import io.sluice.gates.RemainingMass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Fits the heads and the gates of a ladder on a frozen backbone, after JEI-DNN (methods.md 1.4):
 * heads alone at first; then, when rounds are asked for, gates and heads in turn, where the gates
 * learn from the heads' losses at which exit a sample ought to leave, and each head learns from the
 * samples that the gates send to it; at last the gates for the final heads.
 *
 * <p>Heads are trained on the part {@code fit}. The part {@code gates}, which they were not trained
 * on, says which epoch is kept, calibrates them (a temperature each) and gives them their gates.
 * Nothing is read of {@code calibration} and {@code test}. The weight of a sample at an exit, P_l /
 * ΣP, is a constant of the head's loss (the trap of methods.md 1.4).
 *
 * <p>The outcome depends on the arguments alone: byte for byte the same on the same machine and
 * JDK, with any number of threads.
 */
public final class ExitFit {
    private static final double ROUND_RATE = .2;

    private final FitSample sample;
    private final Splits splits;
    private final ExitFitSettings settings;
    private final FitProgress progress;
    private final List<FitStep> history = new ArrayList<>();

    private ExitFit(
            FitSample sample, Splits splits, ExitFitSettings settings, FitProgress progress) {
        this.sample = sample;
        this.splits = splits;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Fits.
     *
     * @throws IllegalArgumentException when a split names a row that is not there or has no label,
     *     a class has too few rows to fit on (each is named with what it has and what it needs), or
     *     a feature is NaN or infinite (row, exit and index are named)
     */
    public static FittedExits fit(
            FitSample sample, Splits splits, ExitFitSettings settings, FitListener listener) {
        SampleCheck.require(sample, splits);
        long epoch = 0;
        for (int exit = 0; exit < sample.exits(); exit++) {
            if (!sample.isGiven(exit)) {
                epoch +=
                        2L * splits.fit().length * sample.classes() * sample.features().width(exit);
            }
        }
        int epochs =
                settings.warmUpEpochs() * Math.max(1, settings.folds())
                        + settings.rounds() * settings.epochsPerRound()
                        + 1
                        + settings.folds();
        FitProgress progress = new FitProgress(listener, Math.max(1, epoch * epochs));
        return new ExitFit(sample, splits, settings, progress).fit();
    }

    private FittedExits fit() {
        try (HeadLadder ladder =
                new HeadLadder(sample, splits, settings, progress, FitPhase.WARM_UP)) {
            ladder.warmUp();
            GateSamples held = GateSamples.of(ladder.logits(splits.gates()));
            double lambda = lambda(gateFit(held));
            float[][] gates = gateFit(held).gates(lambda);
            double best = note(FitPhase.WARM_UP, 1, held, gates, lambda);
            for (int round = 1; round <= settings.rounds(); round++) {
                LinearHead[] heads = ladder.heads();
                double[] temperatures = ladder.temperatures();
                GateSamples fit = GateSamples.of(ladder.logits(splits.fit()));
                ladder.weighted(fit.mass(gates), held.mass(gates), ROUND_RATE);
                GateSamples now = GateSamples.of(ladder.logits(splits.gates()));
                float[][] next = gateFit(now).gates(lambda);
                double objective = note(FitPhase.ALTERNATION, round, now, next, lambda);
                if (objective >= best) {
                    ladder.useHeads(heads, temperatures);
                    break;
                }
                best = objective;
                held = now;
                gates = next;
            }
            return finish(ladder);
        }
    }

    private FittedExits finish(HeadLadder ladder) {
        LadderLogits held = ladder.logits(splits.gates());
        Optional<LadderLogits> more =
                settings.folds() == 0
                        ? Optional.empty()
                        : new CrossFit(sample, splits, settings, progress, held).logits();
        FinalGates last = new FinalGates(sample, settings, held, more);
        ladder.cool(last.temperatures());
        RemainingMass rule = last.rule();
        note(FitPhase.GATES, 1, GateSamples.of(last.held()), rule.gates(), last.lambda());
        progress.add(FitPhase.GATES, Long.MAX_VALUE / 2);
        return new FittedExits(ladder.heads(), rule, last, ladder.temperatures(), history);
    }

    private GateFit gateFit(GateSamples held) {
        return new GateFit(held, settings.objective());
    }

    private double lambda(GateFit gateFit) {
        return settings.targetCost().isPresent()
                ? gateFit.lambdaFor(settings.targetCost().getAsDouble())
                : settings.lambda();
    }

    /** Adds a line to the history; returns the objective. */
    private double note(
            FitPhase phase, int step, GateSamples held, float[][] gates, double lambda) {
        int[] leaves = held.leaves(gates, settings.objective().kappa());
        double cost = held.meanCost(leaves);
        double loss =
                settings.objective() == GateObjective.STOPPING
                        ? 1 - held.meanWorth(leaves)
                        : held.meanCrossEntropy(leaves);
        double objective = loss + lambda * cost;
        double[] crossEntropy = new double[held.exits()];
        double[] accuracy = new double[held.exits()];
        int[] all = new int[held.rows];
        for (int exit = 0; exit < held.exits(); exit++) {
            Arrays.fill(all, exit);
            crossEntropy[exit] = held.meanCrossEntropy(all);
            accuracy[exit] = held.accuracy(all);
        }
        double right = held.accuracy(leaves);
        history.add(
                new FitStep(phase, step, crossEntropy, accuracy, objective, cost, right, lambda));
        return objective;
    }
}
