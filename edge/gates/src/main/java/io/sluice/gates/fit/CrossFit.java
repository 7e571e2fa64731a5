package io.sluice.gates.fit;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * More rows to fit gates on. What a head says about its own training rows is too sure to learn
 * from; so the part {@code fit} is divided into folds, and each fold is judged by heads that were
 * trained on the others. Ours, not of the paper.
 *
 * <p>A backbone that was itself trained on these rows makes even that too sure. This shows: the
 * exits are then clearly better on such rows than on the part {@code gates}, and the rows are left
 * out.
 */
final class CrossFit {
    /** So many standard errors better than on held-out rows is no chance. */
    private static final double CLEARLY = 4;

    private final FitSample sample;
    private final Splits splits;
    private final ExitFitSettings settings;
    private final FitProgress progress;
    private final LadderLogits held;

    CrossFit(
            FitSample sample,
            Splits splits,
            ExitFitSettings settings,
            FitProgress progress,
            LadderLogits held) {
        this.sample = sample;
        this.splits = splits;
        this.settings = settings;
        this.progress = progress;
        this.held = held;
    }

    /** The rows of the part fit as heads see them that were not trained on them, if they serve. */
    Optional<LadderLogits> logits() {
        int[] rows = splits.fit();
        if (givenExitsHaveSeen(rows)) {
            return Optional.empty();
        }
        LadderLogits all = null;
        for (int fold = 0; fold < settings.folds(); fold++) {
            LadderLogits part = fold(rows, folds(rows.length), fold);
            if (isSeen(part)) {
                return Optional.empty();
            }
            all = all == null ? part : LadderLogits.joined(all, part);
        }
        return Optional.of(all);
    }

    private LadderLogits fold(int[] rows, int[] folds, int fold) {
        int[] out = pick(rows, folds, fold, true);
        int[] in = pick(rows, folds, fold, false);
        int[] gates = splits.gates();
        // Calibration rows are not read by a ladder that only trains; they are scanned already.
        Splits part = Splits.of(in, gates, out, new int[0]);
        ExitFitSettings own = settings.withSeed(settings.seed() + 7919L * (fold + 1));
        try (HeadLadder ladder = new HeadLadder(sample, part, own, progress, FitPhase.CROSS_FIT)) {
            ladder.warmUp();
            return ladder.logits(out);
        }
    }

    /** The fold of each row, the same number of rows in each, at random. */
    private int[] folds(int count) {
        int[] folds = new int[count];
        Random random = new Random(settings.seed());
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            folds[i] = folds[j];
            folds[j] = i % settings.folds();
        }
        return folds;
    }

    private static int[] pick(int[] rows, int[] folds, int fold, boolean of) {
        int[] some = new int[rows.length];
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            if ((folds[i] == fold) == of) {
                some[count++] = rows[i];
            }
        }
        return Arrays.copyOf(some, count);
    }

    /** Given exits tell before anything is trained. */
    private boolean givenExitsHaveSeen(int[] rows) {
        int[] labels = sample.labels(rows);
        for (int exit = 0; exit < sample.exits(); exit++) {
            if (sample.isGiven(exit)) {
                double right = accuracy(sample.given(exit, rows), labels, sample.classes());
                if (isClearlyBetter(exit, right, rows.length)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static double accuracy(float[] logits, int[] labels, int classes) {
        int right = 0;
        for (int row = 0; row < labels.length; row++) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = logits[row * classes + c] > logits[row * classes + best] ? c : best;
            }
            right += best == labels[row] ? 1 : 0;
        }
        return (double) right / labels.length;
    }

    private boolean isSeen(LadderLogits part) {
        for (int exit = 0; exit < part.exits(); exit++) {
            if (isClearlyBetter(exit, part.accuracy(exit), part.rows())) {
                return true;
            }
        }
        return false;
    }

    private boolean isClearlyBetter(int exit, double theirs, int rows) {
        double fresh = held.accuracy(exit);
        double variance = fresh * (1 - fresh) / held.rows() + theirs * (1 - theirs) / rows;
        return theirs - fresh > CLEARLY * Math.sqrt(variance);
    }
}
