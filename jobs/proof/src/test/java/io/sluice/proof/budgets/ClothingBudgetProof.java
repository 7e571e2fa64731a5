package io.sluice.proof.budgets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.fitting.BundleRecording;
import io.sluice.fitting.FeatureRecorder;
import io.sluice.fitting.FitProgressListener;
import io.sluice.fitting.data.ClassNames;
import io.sluice.fitting.data.IdxRows;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.gates.ExitRule;
import io.sluice.gates.fit.Bootstrap;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.kernel.KernelProviders;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.proof.ProofTable;
import io.sluice.proof.data.ClothingImages;
import io.sluice.proof.data.ProofFiles;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a budget costs in accuracy, on the 10,000 test images of Fashion-MNIST as a stream, with the
 * exits and the rule of {@code jobs/examples/fashion-mnist}, its promise laid aside as it would
 * bind the price. Settled before a test image was looked at: the budgets are what the rule spends
 * at the prices 0.5, 1.5 and 3 on training images that the network has not seen; the stream is 600
 * s at 100 events/s; the drift is from the five classes that are seldom confused to the other five.
 */
class ClothingBudgetProof {
    private static final double[] PRICES = {.5, 1.5, 3};
    private static final int PASSES = 6;
    private static final int SETTLED = 30 * PricedStream.PER_SECOND;
    private static final double GRID = .02;
    private static final double MOST_PRICE = 5;

    /** Trousers, sandals, sneakers, bags, boots. */
    private static final Set<Integer> EASY = Set.of(1, 5, 7, 8, 9);

    private static ExitRule rule;
    private static LadderLogits test;
    private static double[] budgets;

    @BeforeAll
    static void record() throws IOException {
        assumeTrue(ClothingImages.areThere(), "dataset-fashion-mnist is not installed");
        Bundle bundle =
                Bundle.open(ProofFiles.repository().resolve("jobs/examples/fashion-mnist/bundle"));
        rule = bundle.firstPolicy().exitRule();
        test = record(bundle, "t10k");
        int[] order = ClothingImages.shuffledTraining();
        LadderLogits unseen =
                record(bundle, "train")
                        .rows(
                                Arrays.copyOfRange(
                                        order, ClothingImages.SEEN, ClothingImages.TRAINING));
        int[] rows = IntStream.range(0, unseen.rows()).toArray();
        budgets =
                Arrays.stream(PRICES)
                        .map(price -> PricedStream.fixed(rule, unseen, rows, price).meanCost())
                        .toArray();
    }

    private static LadderLogits record(Bundle bundle, String part) {
        try (LabelledRows rows =
                IdxRows.read(
                        ClothingImages.file(part, 3),
                        ClothingImages.file(part, 1),
                        bundle.manifest().inputs(),
                        new ClassNames(bundle.manifest().classes()),
                        1)) {
            return BundleRecording.logits(
                    bundle,
                    rows,
                    KernelProviders.choose(KernelProviders.REFERENCE),
                    Runtime.getRuntime().availableProcessors(),
                    FeatureRecorder.BATCH,
                    FitProgressListener.SILENT);
        }
    }

    @Test
    void onAStationaryStreamAPaceIsAsAccurateAsTheBestFixedPrice() throws IOException {
        int[] order = shuffled(IntStream.range(0, test.rows()).toArray(), PASSES, 1);
        ProofTable table =
                new ProofTable("A budget on a stationary stream")
                        .header(
                                "budget, share of the full model",
                                "spent, of the budget",
                                "60 s windows above 1.05",
                                "accuracy",
                                "fixed price of equal spend",
                                "points, 95 %");
        for (double budget : budgets) {
            PricedStream paced = PricedStream.paced(rule, test, order, budget);
            double[] windows = paced.windows(SETTLED);
            double above =
                    (double) Arrays.stream(windows).filter(w -> w > 1.05 * budget).count()
                            / windows.length;
            double spent = paced.meanCost(SETTLED, paced.events());
            double[] fixed = equalSpend(order, paced.meanCost());
            Bootstrap.Interval points = difference(order, paced, fixed);
            table.row(
                    "%.4f".formatted(budget),
                    "%.4f".formatted(spent / budget),
                    ProofTable.percent(above),
                    ProofTable.percent(paced.accuracy()),
                    ProofTable.percent(Arrays.stream(fixed).average().orElseThrow()),
                    "%s (%s to %s)"
                            .formatted(
                                    ProofTable.points(points.estimate()),
                                    ProofTable.points(points.lower()),
                                    ProofTable.points(points.upper())));

            assertThat(spent).isEqualTo(budget, within(.01 * budget));
            assertThat(above).isLessThanOrEqualTo(.02);
            assertThat(points.estimate()).isGreaterThanOrEqualTo(-.003);
        }
        table.write("clothing-budget-stationary");
    }

    /**
     * A fixed price has to be as high as the dearest part of the stream asks, where the budget is
     * to be kept in every minute; one that knows the whole stream, and that minutes may be dear, is
     * the best there is for its spend.
     */
    @Test
    void underDriftAPaceIsMoreAccurateThanAFixedPriceThatKeepsTheBudget() throws IOException {
        int[] easy = IntStream.range(0, test.rows()).filter(r -> isEasy(r)).toArray();
        int[] hard = IntStream.range(0, test.rows()).filter(r -> !isEasy(r)).toArray();
        int[] order =
                IntStream.concat(
                                Arrays.stream(shuffled(easy, PASSES, 2)),
                                Arrays.stream(shuffled(hard, PASSES, 3)))
                        .toArray();
        ProofTable table =
                new ProofTable("A budget under drift")
                        .header(
                                "budget, share of the full model",
                                "spent, of the budget",
                                "dearest 60 s",
                                "accuracy",
                                "fixed price that keeps it",
                                "best in hindsight");
        for (double budget : budgets) {
            PricedStream paced = PricedStream.paced(rule, test, order, budget);
            double dearest = Arrays.stream(paced.windows(SETTLED)).max().orElseThrow();
            double keeps = accuracyWithin(order, Math.max(budget, dearest));
            double[] hindsight = equalSpend(order, paced.meanCost());
            double best = Arrays.stream(hindsight).average().orElseThrow();
            table.row(
                    "%.4f".formatted(budget),
                    "%.4f".formatted(paced.meanCost() / budget),
                    "%.4f".formatted(dearest / budget),
                    ProofTable.percent(paced.accuracy()),
                    ProofTable.percent(keeps),
                    ProofTable.percent(best));

            assertThat(paced.accuracy()).isGreaterThanOrEqualTo(keeps);
            assertThat(paced.accuracy()).isGreaterThanOrEqualTo(best - .01);
        }
        table.write("clothing-budget-drift");
    }

    private static boolean isEasy(int row) {
        return EASY.contains(test.label(row));
    }

    /** The accuracy of the least fixed price under which no minute is dearer than that. */
    private static double accuracyWithin(int[] order, double dearest) {
        for (double price = 0; price <= MOST_PRICE; price += GRID) {
            PricedStream stream = PricedStream.fixed(rule, test, order, price);
            if (Arrays.stream(stream.windows(SETTLED)).max().orElseThrow() <= dearest) {
                return stream.accuracy();
            }
        }
        throw new IllegalStateException("no price keeps to " + dearest);
    }

    /**
     * How often each event is right under a fixed price whose mean cost is given: events are given
     * to the two nearest prices at random, in the shares that meet it.
     */
    private static double[] equalSpend(int[] order, double meanCost) {
        PricedStream dearer = PricedStream.fixed(rule, test, order, 0);
        if (meanCost >= dearer.meanCost()) {
            return mix(dearer, dearer, 1);
        }
        for (double price = GRID; price <= MOST_PRICE; price += GRID) {
            PricedStream cheaper = PricedStream.fixed(rule, test, order, price);
            if (cheaper.meanCost() <= meanCost) {
                double share =
                        (meanCost - cheaper.meanCost()) / (dearer.meanCost() - cheaper.meanCost());
                return mix(dearer, cheaper, share);
            }
            dearer = cheaper;
        }
        throw new IllegalStateException("no fixed price spends as little as " + meanCost);
    }

    private static double[] mix(PricedStream first, PricedStream second, double shareOfFirst) {
        double[] right = new double[first.events()];
        for (int i = 0; i < right.length; i++) {
            right[i] =
                    (first.isRight(i) ? shareOfFirst : 0)
                            + (second.isRight(i) ? 1 - shareOfFirst : 0);
        }
        return right;
    }

    /** By image, as each comes several times. */
    private static Bootstrap.Interval difference(int[] order, PricedStream paced, double[] fixed) {
        double[] ours = new double[test.rows()];
        double[] theirs = new double[test.rows()];
        for (int i = 0; i < order.length; i++) {
            ours[order[i]] += (paced.isRight(i) ? 1.0 : 0) / PASSES;
            theirs[order[i]] += fixed[i] / PASSES;
        }
        return new Bootstrap(1, 10_000, .95).difference(ours, theirs);
    }

    /** All rows, so often, each time in another order. */
    private static int[] shuffled(int[] rows, int passes, long seed) {
        Random random = new Random(seed);
        int[] order = new int[rows.length * passes];
        for (int pass = 0; pass < passes; pass++) {
            int[] next = rows.clone();
            for (int i = next.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swapped = next[i];
                next[i] = next[j];
                next[j] = swapped;
            }
            System.arraycopy(next, 0, order, pass * rows.length, rows.length);
        }
        return order;
    }
}
