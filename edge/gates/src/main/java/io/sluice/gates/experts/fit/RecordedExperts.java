package io.sluice.gates.experts.fit;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a router and every expert said about labelled requests. The arrays are not copied.
 *
 * @param names of the experts, in the order of their names, as in a policy
 * @param classes the number of classes, at least 2
 * @param features {@code [rows][features]}
 * @param labels the class of each row
 * @param probabilities {@code [experts][rows · classes]}, of each row those of its classes
 */
public record RecordedExperts(
        List<String> names,
        int classes,
        float[][] features,
        int[] labels,
        float[][] probabilities) {
    /**
     * @throws IllegalArgumentException when names are not in order or lengths do not fit
     */
    public RecordedExperts {
        names = List.copyOf(names);
        if (names.isEmpty() || !List.copyOf(new TreeSet<>(names)).equals(names)) {
            throw new IllegalArgumentException(
                    "experts "
                            + names
                            + "; expected at least one, different names, in the order of names");
        }
        if (labels.length == 0 || features.length != labels.length) {
            throw new IllegalArgumentException(
                    features.length
                            + " rows of features and "
                            + labels.length
                            + " labels; expected as many, and at least one");
        }
        for (int n = 0; n < names.size(); n++) {
            if (probabilities.length != names.size()
                    || probabilities[n].length != labels.length * classes) {
                throw new IllegalArgumentException(
                        "expert "
                                + names.get(n)
                                + " has no "
                                + classes
                                + " probabilities for each of "
                                + labels.length
                                + " rows");
            }
        }
    }

    public int rows() {
        return labels.length;
    }

    public int experts() {
        return names.size();
    }

    /** The number of features. */
    public int width() {
        return features[0].length;
    }

    /** What an expert gave the true class of a row. */
    public float probabilityOfTruth(int expert, int row) {
        return probabilities[expert][row * classes + labels[row]];
    }

    /** Whether an expert alone would have answered a row wrong. */
    public boolean isWrong(int expert, int row) {
        return greatest(probabilities[expert], row * classes) != labels[row];
    }

    /** 1 for each of the rows that an expert answers wrong, 0 for the others. */
    public double[] losses(int expert, int[] rows) {
        return Arrays.stream(rows).mapToDouble(row -> isWrong(expert, row) ? 1 : 0).toArray();
    }

    /**
     * The class that the weighted mean of the experts' probabilities is greatest for.
     *
     * @param weights one per expert
     * @param sum room for the classes
     */
    public int fused(int row, float[] weights, float[] sum) {
        Arrays.fill(sum, 0, classes, 0);
        for (int n = 0; n < weights.length; n++) {
            if (weights[n] == 0) {
                continue;
            }
            for (int c = 0; c < classes; c++) {
                sum[c] += weights[n] * probabilities[n][row * classes + c];
            }
        }
        return greatest(sum, 0);
    }

    private int greatest(float[] values, int from) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (values[from + c] > values[from + best]) {
                best = c;
            }
        }
        return best;
    }

    /**
     * The same with some of the experts.
     *
     * @throws IllegalArgumentException naming one that is not there
     */
    public RecordedExperts only(Set<String> some) {
        for (String name : some) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "no expert '" + name + "'; expected some of " + String.join(", ", names));
            }
        }
        List<String> kept = names.stream().filter(some::contains).toList();
        float[][] theirs =
                kept.stream().map(n -> probabilities[names.indexOf(n)]).toArray(float[][]::new);
        return new RecordedExperts(kept, classes, features, labels, theirs);
    }
}
