package io.sluice.gates.fit;

import java.util.OptionalDouble;

/**
 * How exits are fitted.
 *
 * @param seed of every random choice
 * @param lambda what a full model's cost is worth, in the unit of the objective; larger means
 *     earlier exits. Not used with a target cost
 * @param targetCost mean cost, as a share of the full model's, that the rule is to have; λ is then
 *     found on the part {@code gates}
 * @param warmUpEpochs epochs of the heads alone; each is kept as it was after the epoch of least
 *     loss on the held-out part
 * @param rounds most turns of gates and heads after that, as in JEI-DNN; 0, the default, leaves the
 *     heads plain, since on our data turns gained nothing (see jobs/proof)
 * @param epochsPerRound epochs of the heads in one turn
 * @param batch rows per step
 * @param learningRate of Adam, at the start of the warm-up
 * @param weightDecay pull of each weight to 0 per step, as a share of the learning rate, on
 *     standardised features
 * @param threads at least 1; results do not depend on it
 * @param objective what gates are taught
 * @param folds the part {@code fit} is divided into so many to be judged by heads that were not
 *     trained on it, and then serves gates as well; 0 leaves this out
 */
public record ExitFitSettings(
        long seed,
        double lambda,
        OptionalDouble targetCost,
        int warmUpEpochs,
        int rounds,
        int epochsPerRound,
        int batch,
        double learningRate,
        double weightDecay,
        int threads,
        GateObjective objective,
        int folds) {
    public static final ExitFitSettings DEFAULT =
            new ExitFitSettings(
                    1,
                    0.1,
                    OptionalDouble.empty(),
                    20,
                    0,
                    2,
                    128,
                    2e-3,
                    1,
                    2,
                    GateObjective.STOPPING,
                    5);

    public ExitFitSettings {
        require(lambda >= 0 && lambda < Double.POSITIVE_INFINITY, "lambda", lambda, "0 or more");
        if (targetCost.isPresent()) {
            double cost = targetCost.getAsDouble();
            require(cost > 0 && cost < 1, "target cost", cost, "a share above 0 and below 1");
        }
        require(warmUpEpochs >= 1, "warm-up epochs", warmUpEpochs, "1 or more");
        require(rounds >= 0, "rounds", rounds, "0 or more");
        require(epochsPerRound >= 1, "epochs per round", epochsPerRound, "1 or more");
        require(batch >= 1, "batch", batch, "1 or more");
        require(learningRate > 0 && learningRate < 10, "learning rate", learningRate, "0 to 10");
        require(weightDecay >= 0 && weightDecay < 10, "weight decay", weightDecay, "0 to 10");
        require(threads >= 1, "threads", threads, "1 or more");
        require(folds == 0 || folds >= 2, "folds", folds, "0, or 2 or more");
    }

    private static void require(boolean holds, String name, double value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + "; expected " + expected);
        }
    }

    public ExitFitSettings withSeed(long value) {
        return new ExitFitSettings(
                value,
                lambda,
                targetCost,
                warmUpEpochs,
                rounds,
                epochsPerRound,
                batch,
                learningRate,
                weightDecay,
                threads,
                objective,
                folds);
    }

    /** With a price, and no target cost. */
    public ExitFitSettings withLambda(double value) {
        return new ExitFitSettings(
                seed,
                value,
                OptionalDouble.empty(),
                warmUpEpochs,
                rounds,
                epochsPerRound,
                batch,
                learningRate,
                weightDecay,
                threads,
                objective,
                folds);
    }

    public ExitFitSettings withTargetCost(double value) {
        return new ExitFitSettings(
                seed,
                lambda,
                OptionalDouble.of(value),
                warmUpEpochs,
                rounds,
                epochsPerRound,
                batch,
                learningRate,
                weightDecay,
                threads,
                objective,
                folds);
    }

    public ExitFitSettings withEpochs(int warmUp, int roundCount, int perRound) {
        return new ExitFitSettings(
                seed,
                lambda,
                targetCost,
                warmUp,
                roundCount,
                perRound,
                batch,
                learningRate,
                weightDecay,
                threads,
                objective,
                folds);
    }

    public ExitFitSettings withRounds(int value) {
        return withEpochs(warmUpEpochs, value, epochsPerRound);
    }

    public ExitFitSettings withOptimiser(int rowsPerStep, double rate, double decay) {
        return new ExitFitSettings(
                seed,
                lambda,
                targetCost,
                warmUpEpochs,
                rounds,
                epochsPerRound,
                rowsPerStep,
                rate,
                decay,
                threads,
                objective,
                folds);
    }

    public ExitFitSettings withThreads(int value) {
        return new ExitFitSettings(
                seed,
                lambda,
                targetCost,
                warmUpEpochs,
                rounds,
                epochsPerRound,
                batch,
                learningRate,
                weightDecay,
                value,
                objective,
                folds);
    }

    /** With another objective; its λ has another unit, so that a target cost is wanted with it. */
    public ExitFitSettings withObjective(GateObjective value) {
        return new ExitFitSettings(
                seed,
                lambda,
                targetCost,
                warmUpEpochs,
                rounds,
                epochsPerRound,
                batch,
                learningRate,
                weightDecay,
                threads,
                value,
                folds);
    }

    public ExitFitSettings withFolds(int value) {
        return new ExitFitSettings(
                seed,
                lambda,
                targetCost,
                warmUpEpochs,
                rounds,
                epochsPerRound,
                batch,
                learningRate,
                weightDecay,
                threads,
                objective,
                value);
    }
}
