package io.sluice.gates.experts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All parameters of the choice of experts: the section {@code experts} of a policy document. A set
 * of experts is a mask with bit i for the expert at index i.
 *
 * @param features how many features the router gives, at least 1
 * @param experts at most {@link #MOST_EXPERTS}, of different names; none before any is announced;
 *     <b>kept in the order of their names</b>, whatever order they come in, so that indices do not
 *     depend on when an expert was added
 * @param temperature τ of the weights, above 0
 * @param correlation ρ from 0 to below 1: how much the experts asked err together; 0 when they err
 *     independently
 * @param costWeight λ0, the price of energy when no budget presses, at least 0
 * @param joulesScale what joules are divided by, J, above 0; recorded because λ means nothing
 *     without it (methods.md 2.3)
 * @param standbyWatts what all experts in play may draw together for being ready, W, above 0;
 *     infinite for no limit
 * @param categories at least one, of different names; the first is for requests that name none
 * @param sample {@code [rows][features]}: features of recorded requests, from 1 to {@link
 *     #MOST_ROWS} rows, by which the coarse choice values sets of experts
 * @param sampleCategories the index of each row's category
 */
public record ExpertPolicy(
        int features,
        List<ExpertSpec> experts,
        double temperature,
        double correlation,
        double costWeight,
        double joulesScale,
        double standbyWatts,
        List<ExpertCategory> categories,
        float[][] sample,
        int[] sampleCategories) {
    public static final int MOST_EXPERTS = 64;
    public static final int MOST_ROWS = 512;

    /**
     * @throws IllegalArgumentException naming what is out of its range, twice there, or of another
     *     length
     */
    public ExpertPolicy {
        experts = experts.stream().sorted(Comparator.comparing(ExpertSpec::name)).toList();
        categories = List.copyOf(categories);
        require(features >= 1, "features", features, "at least 1");
        requireNames("expert", experts.stream().map(ExpertSpec::name).toList(), 0, MOST_EXPERTS);
        requireNames(
                "category",
                categories.stream().map(ExpertCategory::name).toList(),
                1,
                Integer.MAX_VALUE);
        for (ExpertSpec expert : experts) {
            requireVector(expert, features);
        }
        require(
                temperature > 0 && temperature <= Double.MAX_VALUE,
                "temperature",
                temperature,
                "a finite number above 0");
        require(
                correlation >= 0 && correlation < 1,
                "correlation",
                correlation,
                "from 0 to below 1");
        require(
                costWeight >= 0 && costWeight <= Double.MAX_VALUE,
                "cost-weight",
                costWeight,
                "a finite number of at least 0");
        require(
                joulesScale > 0 && joulesScale <= Double.MAX_VALUE,
                "joules-scale",
                joulesScale,
                "a finite number above 0");
        require(standbyWatts > 0, "standby-watts", standbyWatts, "a number above 0");
        requireSample(sample, sampleCategories, features, categories.size());
    }

    private static void require(boolean holds, String what, Number value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(what + " " + value + "; expected " + expected);
        }
    }

    private static void requireNames(String what, List<String> names, int least, int most) {
        if (names.size() < least || names.size() > most) {
            throw new IllegalArgumentException(
                    names.size() + " of kind " + what + "; expected from " + least + " to " + most);
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException(
                        what + " " + name + " is there twice; expected names that differ");
            }
        }
    }

    private static void requireVector(ExpertSpec expert, int features) {
        if (expert.vector().length != features + 1) {
            throw new IllegalArgumentException(
                    "expert "
                            + expert.name()
                            + " has a vector of "
                            + expert.vector().length
                            + " numbers; expected "
                            + (features + 1)
                            + ": one for each of the "
                            + features
                            + " features, and the bias");
        }
    }

    private static void requireSample(
            float[][] sample, int[] sampleCategories, int features, int categories) {
        require(
                sample.length >= 1 && sample.length <= MOST_ROWS,
                "rows of the sample:",
                sample.length,
                "from 1 to " + MOST_ROWS);
        require(
                sampleCategories.length == sample.length,
                "categories of the sample's rows:",
                sampleCategories.length,
                "one a row, so " + sample.length);
        for (int row = 0; row < sample.length; row++) {
            require(
                    sample[row].length == features,
                    "features in row " + row + " of the sample:",
                    sample[row].length,
                    String.valueOf(features));
            require(
                    sampleCategories[row] >= 0 && sampleCategories[row] < categories,
                    "category of row " + row + " of the sample:",
                    sampleCategories[row],
                    "from 0 to " + (categories - 1));
        }
    }

    /**
     * The same with an expert added, or in place of the one of its name. The order in which experts
     * are added makes no difference, and the scores of the others do not change.
     *
     * @throws IllegalArgumentException when it does not fit, or there is no room for it
     */
    public ExpertPolicy with(ExpertSpec expert) {
        List<ExpertSpec> all = new ArrayList<>(experts);
        all.removeIf(other -> other.name().equals(expert.name()));
        all.add(expert);
        return new ExpertPolicy(
                features,
                all,
                temperature,
                correlation,
                costWeight,
                joulesScale,
                standbyWatts,
                categories,
                sample,
                sampleCategories);
    }

    /** The index of the expert of a name; −1 when there is none. */
    public int indexOf(String expert) {
        for (int n = 0; n < experts.size(); n++) {
            if (experts.get(n).name().equals(expert)) {
                return n;
            }
        }
        return -1;
    }

    /** The index of the category of a name; −1 when there is none. */
    public int categoryIndex(String category) {
        for (int c = 0; c < categories.size(); c++) {
            if (categories.get(c).name().equals(category)) {
                return c;
            }
        }
        return -1;
    }

    /** The mask of all experts. */
    public long all() {
        return experts.isEmpty() ? 0 : -1L >>> (Long.SIZE - experts.size());
    }

    /** The names of the experts in a mask, in index order. */
    public List<String> names(long mask) {
        List<String> names = new ArrayList<>();
        for (int n = 0; n < experts.size(); n++) {
            if ((mask >> n & 1) != 0) {
                names.add(experts.get(n).name());
            }
        }
        return names;
    }

    /**
     * Checks that it was made for a router.
     *
     * @param routerFeatures how many features the router gives
     * @throws IllegalArgumentException naming both numbers when it gives another number of them
     */
    public void requireFeatures(int routerFeatures) {
        if (features != routerFeatures) {
            throw new IllegalArgumentException(
                    "experts are chosen by "
                            + features
                            + " features, but the router gives "
                            + routerFeatures);
        }
    }
}
