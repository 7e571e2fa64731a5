package io.sluice.gates.sensors.fit;

import io.sluice.gates.sensors.LossPredictor;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Trains the learned gates: least squares of the loss of every configuration on the summaries, by
 * Adam. Modalities are left out at random, because in the stream sensors sleep and fail; a
 * configuration counts where its modalities are there. The epoch that does best on held-out rows is
 * kept.
 */
public final class PredictorFit {
    private static final int TOKEN = 16;
    private static final int QUERY = 8;

    /** What is trained. */
    public enum Kind {
        /** A hidden layer, or none. */
        LINEAR,
        /** A token for each modality, and self-attention. */
        ATTENTION
    }

    /**
     * @param hidden units of the hidden layer of {@link Kind#LINEAR}; 0 for a linear map
     * @param wholeShare the share of rows that keep all their modalities; the others keep a random
     *     set of them
     */
    public record Settings(
            int hidden,
            int epochs,
            int batch,
            double rate,
            double decay,
            double wholeShare,
            long seed) {
        public static final Settings DEFAULT = new Settings(32, 30, 64, 2e-3, 1e-3, .5, 1);

        public Settings {
            if (hidden < 0 || epochs < 1 || batch < 1 || !(rate > 0) || !(decay >= 0)) {
                throw new IllegalArgumentException(
                        hidden
                                + " hidden units, "
                                + epochs
                                + " epochs, batches of "
                                + batch
                                + ", rate "
                                + rate
                                + " and decay "
                                + decay
                                + "; expected at least 0, 1 and 1, above 0, and at least 0");
            }
            if (!(wholeShare >= 0 && wholeShare <= 1)) {
                throw new IllegalArgumentException(
                        "a share of whole rows is from 0 to 1, not " + wholeShare);
            }
        }

        public Settings withSeed(long other) {
            return new Settings(hidden, epochs, batch, rate, decay, wholeShare, other);
        }

        public Settings withEpochs(int other) {
            return new Settings(hidden, other, batch, rate, decay, wholeShare, seed);
        }
    }

    private final RecordedSensors recorded;
    private final ConfigurationLosses losses;
    private final float most;
    private final Settings settings;
    private final SplittableRandom random;
    private final SummaryScale scale;
    private final LossModel model;
    private final int[] needs;
    private final float[][] summaries;
    private final float[] predicted;
    private final float[] outer;
    private int steps;

    private PredictorFit(
            Kind kind,
            RecordedSensors recorded,
            ConfigurationLosses losses,
            float most,
            int[] rows,
            Settings settings) {
        this.recorded = recorded;
        this.losses = losses;
        this.most = most;
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed());
        this.scale = SummaryScale.of(recorded, rows);
        int configurations = recorded.configurations();
        int[] widths =
                recorded.structure().summaryWidths().stream().mapToInt(Integer::intValue).toArray();
        this.model =
                kind == Kind.LINEAR
                        ? new HiddenLayerModel(widths, settings.hidden(), configurations, random)
                        : new AttentionModel(widths, TOKEN, QUERY, configurations, random);
        this.needs = recorded.structure().modalitiesOfAll();
        this.summaries = recorded.newSummaries();
        this.predicted = new float[configurations];
        this.outer = new float[configurations];
    }

    /**
     * Trains.
     *
     * @param most a loss counts at most so much, nats
     * @param rows to train on
     * @param heldOut to choose the epoch on
     */
    public static LossPredictor fit(
            Kind kind,
            RecordedSensors recorded,
            ConfigurationLosses losses,
            float most,
            int[] rows,
            int[] heldOut,
            Settings settings) {
        return new PredictorFit(kind, recorded, losses, most, rows, settings).fit(rows, heldOut);
    }

    private LossPredictor fit(int[] rows, int[] heldOut) {
        int[] order = rows.clone();
        double least = Double.POSITIVE_INFINITY;
        List<TrainedLayer> layers = model.layers();
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            shuffle(order);
            // The rate falls in a straight line to a tenth.
            double now = settings.rate() * (1 - .9 * epoch / settings.epochs());
            for (int from = 0; from < order.length; from += settings.batch()) {
                batch(order, from, Math.min(order.length, from + settings.batch()), (float) now);
            }
            double error = error(heldOut);
            if (error < least) {
                least = error;
                layers.forEach(TrainedLayer::keep);
            }
        }
        layers.forEach(TrainedLayer::restore);
        return model.predictor(scale);
    }

    private void shuffle(int[] order) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    private void batch(int[] order, int from, int to, float rate) {
        for (int i = from; i < to; i++) {
            int present = masked(recorded.samples().present()[order[i]], random);
            if (forward(order[i], present, to - from) >= 0) {
                model.backward(summaries, present, outer);
            }
        }
        steps++;
        for (TrainedLayer layer : model.layers()) {
            layer.step(steps, rate, (float) settings.decay());
        }
    }

    /** All modalities that are there, or a random set of them that is not empty. */
    private int masked(int present, SplittableRandom source) {
        if (present == 0 || source.nextDouble() < settings.wholeShare()) {
            return present;
        }
        int mask = 0;
        while (mask == 0) {
            mask = present & source.nextInt();
        }
        return mask;
    }

    /** The squared error of a row, its gradient in {@link #outer}; −1 when nothing can run. */
    private double forward(int row, int present, int rows) {
        int count = 0;
        for (int k = 0; k < needs.length; k++) {
            count += (needs[k] & ~present) == 0 ? 1 : 0;
        }
        if (count == 0) {
            return -1;
        }
        recorded.readSummaries(row, summaries);
        scale.standardise(summaries);
        model.forward(summaries, present, predicted);
        double sum = 0;
        for (int k = 0; k < needs.length; k++) {
            outer[k] = 0;
            if ((needs[k] & ~present) == 0) {
                float off = predicted[k] - Math.min(most, losses.loss(row, k));
                outer[k] = off / (count * rows);
                sum += (double) off * off / count;
            }
        }
        return sum;
    }

    private double error(int[] rows) {
        SplittableRandom same = new SplittableRandom(settings.seed() + 1);
        double sum = 0;
        int count = 0;
        for (int row : rows) {
            double error = forward(row, masked(recorded.samples().present()[row], same), 1);
            if (error >= 0) {
                sum += error;
                count++;
            }
        }
        return sum / Math.max(1, count);
    }
}
