package io.sluice.gates.fit;

import java.util.ArrayList;
import java.util.List;

/** What a sample must have before anything is fitted on it. */
final class SampleCheck {
    private SampleCheck() {}

    static void require(FitSample sample, Splits splits) {
        int[] counts = new int[sample.classes()];
        for (int row : splits.fit()) {
            counts[label(sample, row, "fit")]++;
        }
        for (int row : splits.gates()) {
            label(sample, row, "gates");
        }
        List<String> few = new ArrayList<>();
        for (int c = 0; c < counts.length; c++) {
            if (counts[c] < Splits.LEAST_TO_FIT) {
                few.add("class " + c + " has " + counts[c]);
            }
        }
        if (!few.isEmpty()) {
            throw new IllegalArgumentException(
                    "too few samples to fit on: "
                            + String.join(", ", few)
                            + "; every class needs at least "
                            + Splits.LEAST_TO_FIT);
        }
    }

    private static int label(FitSample sample, int row, String part) {
        if (row >= sample.rows()) {
            throw new IllegalArgumentException(
                    "the part "
                            + part
                            + " has row "
                            + row
                            + "; the sample has rows 0 to "
                            + (sample.rows() - 1));
        }
        int label = sample.label(row);
        if (label < 0 || label >= sample.classes()) {
            throw new IllegalArgumentException(
                    "row "
                            + row
                            + " of the part "
                            + part
                            + " has label "
                            + label
                            + "; expected a class from 0 to "
                            + (sample.classes() - 1));
        }
        return label;
    }
}
