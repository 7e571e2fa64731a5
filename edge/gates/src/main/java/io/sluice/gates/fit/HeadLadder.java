package io.sluice.gates.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * All heads of a ladder in training. Exits share nothing, so they are trained side by side, each by
 * one thread from its own seed: the number of threads changes no bit of the outcome.
 *
 * <p><em>Owned state</em>: a {@link HeadTraining} per trained exit and the threads. <em>Life
 * cycle</em>: made, used, closed by {@link ExitFit}. <em>Threading</em>: one caller.
 */
final class HeadLadder implements AutoCloseable {
    private final FitSample sample;
    private final Splits splits;
    private final ExitFitSettings settings;
    private final FitProgress progress;
    private final FitPhase warmUpPhase;
    private final HeadTraining[] trainings;
    private final LinearHead[] heads;
    private final double[] temperatures;
    private final ExecutorService threads;

    HeadLadder(
            FitSample sample,
            Splits splits,
            ExitFitSettings settings,
            FitProgress progress,
            FitPhase warmUpPhase) {
        this.warmUpPhase = warmUpPhase;
        this.sample = sample;
        this.splits = splits;
        this.settings = settings;
        this.progress = progress;
        trainings = new HeadTraining[sample.exits()];
        heads = new LinearHead[sample.exits()];
        temperatures = new double[sample.exits()];
        java.util.Arrays.fill(temperatures, 1);
        threads =
                Executors.newFixedThreadPool(
                        settings.threads(),
                        work -> {
                            Thread thread = new Thread(work, "fit-exits");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /** Reads the features once, then trains each head alone. */
    void warmUp() {
        forEachTrained(
                exit -> {
                    FeatureScan scan = FeatureScan.of(sample.features(), exit, splits);
                    progress.add(FitPhase.SCAN, work(exit, splits.fit().length) / 2);
                    trainings[exit] = new HeadTraining(sample, exit, scan, settings);
                    warmUp(exit);
                });
    }

    private void warmUp(int exit) {
        int[] rows = splits.fit();
        float[] equal = new float[rows.length];
        java.util.Arrays.fill(equal, 1);
        double[] held = new double[splits.gates().length];
        java.util.Arrays.fill(held, 1);
        train(exit, warmUpPhase, equal, held, settings.warmUpEpochs(), 1);
    }

    /**
     * Trains every head with the given importance of every row.
     *
     * @param importance {@code [exits][rows]} on the part fit
     * @param held the same on the part gates
     * @param share of the first learning rate
     */
    void weighted(double[][] importance, double[][] held, double share) {
        forEachTrained(
                exit -> {
                    float[] weights = new float[importance[exit].length];
                    double mean = 0;
                    for (double weight : importance[exit]) {
                        mean += weight / weights.length;
                    }
                    // An exit where nobody leaves has no loss: its head stays as it is.
                    if (mean > 0) {
                        for (int i = 0; i < weights.length; i++) {
                            weights[i] = (float) (importance[exit][i] / mean);
                        }
                        int epochs = settings.epochsPerRound();
                        train(exit, FitPhase.ALTERNATION, weights, held[exit], epochs, share);
                    }
                });
    }

    private void train(
            int exit, FitPhase phase, float[] importance, double[] held, int epochs, double share) {
        HeadTraining training = trainings[exit];
        double rate = settings.learningRate() * share;
        int[] rows = splits.fit();
        double least = phase == warmUpPhase ? Double.POSITIVE_INFINITY : heldOut(exit, held);
        training.keep();
        // All epochs are run: at the first rates the loss goes up and down, and a head that stops
        // there has not seen the small ones at which it settles.
        for (int epoch = 0; epoch < epochs; epoch++) {
            training.epoch(
                    rows, importance, cosine(rate, epoch, epochs), cosine(rate, epoch + 1, epochs));
            double loss = heldOut(exit, held);
            if (loss < least) {
                least = loss;
                training.keep();
            }
            progress.add(phase, work(exit, rows.length));
        }
        training.restore();
        heads[exit] = training.kept();
        calibrate(exit);
    }

    private static double cosine(double rate, int epoch, int epochs) {
        return rate * (.02 + .49 * (1 + Math.cos(Math.PI * epoch / epochs)));
    }

    private double heldOut(int exit, double[] importance) {
        int[] rows = splits.gates();
        float[] logits = HeadForward.logits(trainings[exit].head(), sample.features(), exit, rows);
        return Temperature.weightedLoss(logits, sample.labels(rows), sample.classes(), importance);
    }

    private void calibrate(int exit) {
        int[] rows = splits.gates();
        float[] logits = HeadForward.logits(heads[exit], sample.features(), exit, rows);
        temperatures[exit] = Temperature.of(logits, sample.labels(rows), sample.classes());
        heads[exit] = heads[exit].cooled(temperatures[exit]);
    }

    /** What the heads, calibrated, say about some rows. */
    LadderLogits logits(int[] rows) {
        float[][] logits = new float[sample.exits()][];
        forEach(
                exit ->
                        logits[exit] =
                                sample.isGiven(exit)
                                        ? sample.given(exit, rows)
                                        : HeadForward.logits(
                                                heads[exit], sample.features(), exit, rows));
        return new LadderLogits(sample.classes(), logits, sample.labels(rows), sample.costs());
    }

    private long work(int exit, int rows) {
        return 2L * rows * sample.classes() * sample.features().width(exit);
    }

    private void forEachTrained(IntConsumer work) {
        forEach(
                exit -> {
                    if (!sample.isGiven(exit)) {
                        work.accept(exit);
                    }
                });
    }

    private void forEach(IntConsumer work) {
        List<Callable<Object>> tasks = new ArrayList<>();
        for (int exit = 0; exit < sample.exits(); exit++) {
            int each = exit;
            tasks.add(
                    () -> {
                        work.accept(each);
                        return null;
                    });
        }
        try {
            for (Future<Object> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("fitting was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** The heads, calibrated; null where logits were given. */
    LinearHead[] heads() {
        return heads.clone();
    }

    double[] temperatures() {
        return temperatures.clone();
    }

    /** Divides the logits of every trained exit by a further temperature. */
    void cool(double[] more) {
        for (int exit = 0; exit < heads.length; exit++) {
            if (heads[exit] != null) {
                heads[exit] = heads[exit].cooled(more[exit]);
                temperatures[exit] *= more[exit];
            }
        }
    }

    void useHeads(LinearHead[] others, double[] otherTemperatures) {
        System.arraycopy(others, 0, heads, 0, heads.length);
        System.arraycopy(otherTemperatures, 0, temperatures, 0, temperatures.length);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
