package io.sluice.cli.fit;

import io.sluice.gates.fit.SplitShares;
import io.sluice.gates.fit.Splits;
import java.util.Arrays;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** Which rows serve what. */
final class SplitOptions {
    private static final double[] ALL_FOUR = {50, 20, 15, 15};
    private static final double[] WITHOUT_FIT = {40, 40, 20};

    @Option(
            names = "--split",
            split = "/",
            paramLabel = "PERCENT",
            description = {
                "how --data is divided, by chance and class by class: into rows for the heads, the gates,",
                "the calibration of kappa, and the test (default: 50/20/15/15); with --fit-data or",
                "--keep-heads only into the last three (default: 40/40/20)"
            })
    private double[] percents;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "of everything that is drawn by chance (default: ${DEFAULT-VALUE})")
    long seed;

    /**
     * Divides the rows.
     *
     * @param labels of all rows, those of {@code --fit-data} first
     * @param fitRows the number of rows of {@code --fit-data}
     * @param keepsHeads whether no head is trained
     */
    Splits splits(int[] labels, int classes, int fitRows, boolean keepsHeads) {
        boolean three = fitRows > 0 || keepsHeads;
        double[] parts = percents == null ? (three ? WITHOUT_FIT : ALL_FOUR) : percents;
        requirePercents(parts, three ? 3 : 4);
        if (!three) {
            return stratified(labels, classes, parts);
        }
        int[] own = Arrays.copyOfRange(labels, fitRows, labels.length);
        // Without heads to train, nothing is learnt of the fit part; it only may not be empty.
        double fit = fitRows > 0 ? 0 : Math.min(1, parts[0] / 2);
        Splits mine =
                fit > 0
                        ? stratified(own, classes, fit, parts[0] - fit, parts[1], parts[2])
                        : stratified(own, classes, parts[0], parts[1], parts[2], 0);
        if (fit > 0) {
            return mine;
        }
        return Splits.of(
                IntStream.range(0, fitRows).toArray(),
                shifted(mine.fit(), fitRows),
                shifted(mine.gates(), fitRows),
                shifted(mine.calibration(), fitRows));
    }

    private Splits stratified(int[] labels, int classes, double... percents) {
        SplitShares shares =
                new SplitShares(
                        percents[0] / 100, percents[1] / 100, percents[2] / 100, percents[3] / 100);
        return Splits.stratified(labels, classes, shares, seed);
    }

    private static int[] shifted(int[] rows, int by) {
        return Arrays.stream(rows).map(row -> row + by).toArray();
    }

    static void requirePercents(double[] parts, int count) {
        boolean right = parts.length == count && Arrays.stream(parts).allMatch(p -> p > 0);
        if (!right || Math.abs(Arrays.stream(parts).sum() - 100) > 1e-6) {
            throw new IllegalArgumentException(
                    "--split is "
                            + Arrays.toString(parts)
                            + "; expected "
                            + count
                            + " numbers above 0 that add up to 100, such as "
                            + (count == 4 ? "50/20/15/15" : "40/40/20"));
        }
    }
}
