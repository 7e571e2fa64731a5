package io.sluice.proof.sensors;

import io.sluice.gates.sensors.BranchShape;
import io.sluice.gates.sensors.ConfigurationShape;
import io.sluice.gates.sensors.SensorStructure;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the classifiers of sensor sets say of people whom they have not seen. While a fold is the
 * test, rows of the test come from trees grown on all other people; rows of any other fold from
 * trees that saw neither it nor the test. So no classifier knows a test person, and what gates are
 * fitted to is what it says of strangers.
 */
public final class MotionBranches {
    private static final int PHONE_ACCEL = 1;
    private static final int PHONE_GYRO = 2;
    private static final int WATCH_ACCEL = 4;
    private static final int WATCH_GYRO = 8;
    private static final int PHONE = PHONE_ACCEL | PHONE_GYRO;
    private static final int WATCH = WATCH_ACCEL | WATCH_GYRO;

    private static final RandomizedTrees.Settings TREES = new RandomizedTrees.Settings(60, 2);

    private static final List<BranchShape> BRANCHES =
            List.of(
                    new BranchShape("phone accel", PHONE_ACCEL),
                    new BranchShape("phone gyro", PHONE_GYRO),
                    new BranchShape("watch accel", WATCH_ACCEL),
                    new BranchShape("watch gyro", WATCH_GYRO),
                    new BranchShape("phone", PHONE),
                    new BranchShape("watch", WATCH),
                    new BranchShape("both accels", PHONE_ACCEL | WATCH_ACCEL),
                    new BranchShape("all four", PHONE | WATCH));

    /** Each branch alone, then fused ones: masks of branches. */
    private static final List<ConfigurationShape> CONFIGURATIONS =
            List.of(
                    new ConfigurationShape("phone accel", 1),
                    new ConfigurationShape("phone gyro", 1 << 1),
                    new ConfigurationShape("watch accel", 1 << 2),
                    new ConfigurationShape("watch gyro", 1 << 3),
                    new ConfigurationShape("phone", 1 << 4),
                    new ConfigurationShape("watch", 1 << 5),
                    new ConfigurationShape("both accels", 1 << 6),
                    new ConfigurationShape("all four", 1 << 7),
                    new ConfigurationShape("phone accel + watch accel", 1 | 1 << 2),
                    new ConfigurationShape("phone + watch accel", 1 << 4 | 1 << 2),
                    new ConfigurationShape("phone accel + watch", 1 | 1 << 5),
                    new ConfigurationShape("phone + watch", 1 << 4 | 1 << 5),
                    new ConfigurationShape("phone + watch + all four", 1 << 4 | 1 << 5 | 1 << 7));

    private final float[][] columns;
    private final int[] labels;
    private final int classes;
    private final PeopleFolds folds;

    /** {@code [test fold][branch][rows · classes]}. */
    private final float[][][] logits;

    private MotionBranches(float[][] columns, int[] labels, int classes, PeopleFolds folds) {
        this.columns = columns;
        this.labels = labels;
        this.classes = classes;
        this.folds = folds;
        this.logits = new float[PeopleFolds.FOLDS][BRANCHES.size()][labels.length * classes];
    }

    /**
     * Grows all trees, on all processors.
     *
     * @param features {@code [sensors · MotionFeatures.COUNT][rows]}
     */
    public static MotionBranches crossFit(
            float[][] features, int[] labels, int classes, PeopleFolds folds) {
        MotionBranches branches = new MotionBranches(features, labels, classes, folds);
        int pairs = PeopleFolds.FOLDS * PeopleFolds.FOLDS;
        IntStream.range(0, pairs * BRANCHES.size())
                .parallel()
                .forEach(
                        i ->
                                branches.fit(
                                        i % BRANCHES.size(),
                                        i / BRANCHES.size() / PeopleFolds.FOLDS,
                                        i / BRANCHES.size() % PeopleFolds.FOLDS));
        return branches;
    }

    /**
     * Trees that see neither of two folds say something of both; a fold with itself is the test.
     */
    private void fit(int branch, int one, int other) {
        if (other < one) {
            return;
        }
        float[][] own = columns(BRANCHES.get(branch).modalities());
        int[] rows = folds.rows(fold -> fold != one && fold != other);
        RandomizedTrees trees =
                RandomizedTrees.fit(
                        own, labels, classes, rows, TREES, 1000L * branch + 10 * one + other);
        for (int row : folds.rows(fold -> fold == one)) {
            trees.logits(own, row, logits[other][branch], row * classes);
        }
        for (int row : folds.rows(fold -> fold == other)) {
            trees.logits(own, row, logits[one][branch], row * classes);
        }
    }

    private float[][] columns(int sensors) {
        return IntStream.range(0, columns.length)
                .filter(column -> (sensors >> column / MotionFeatures.COUNT & 1) != 0)
                .mapToObj(column -> columns[column])
                .toArray(float[][]::new);
    }

    /** A sensor's summary is what its own branch says: a number for each class. */
    public SensorStructure structure() {
        return new SensorStructure(
                WisdmWindows.SENSORS,
                WisdmWindows.SENSORS.stream().map(sensor -> classes).toList(),
                BRANCHES,
                CONFIGURATIONS);
    }

    /** {@code [branches][rows · classes]} while a fold is the test. */
    public float[][] logits(int test) {
        return logits[test];
    }

    /** {@code [sensors][rows · classes]} while a fold is the test: the first branches, in order. */
    public float[][] summaries(int test) {
        return java.util.Arrays.copyOf(logits[test], WisdmWindows.SENSORS.size());
    }
}
