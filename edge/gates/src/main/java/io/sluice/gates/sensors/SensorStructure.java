package io.sluice.gates.sensors;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/**
 * What a bundle with sensors offers: its modalities, the branches over them and the configurations
 * of branches. Indices are positions in these lists; a set of modalities or branches is a mask with
 * bit i for index i.
 *
 * @param modalities their names, at most {@link #MOST_MODALITIES}
 * @param summaryWidths the length F_m of each modality's summary, at least 1
 * @param branches at most {@link #MOST_BRANCHES}, each over at least one modality
 * @param configurations at least one, each of at least one branch
 */
public record SensorStructure(
        List<String> modalities,
        List<Integer> summaryWidths,
        List<BranchShape> branches,
        List<ConfigurationShape> configurations)
        implements Serializable {
    public static final int MOST_MODALITIES = 16;
    public static final int MOST_BRANCHES = 31;

    /**
     * @throws IllegalArgumentException when a name is empty or twice there, a mask is empty or
     *     names what is not there, or a list has no usable length
     */
    public SensorStructure {
        modalities = List.copyOf(modalities);
        summaryWidths = List.copyOf(summaryWidths);
        branches = List.copyOf(branches);
        configurations = List.copyOf(configurations);
        requireNames("modality", modalities, MOST_MODALITIES);
        requireNames("branch", branches.stream().map(BranchShape::name).toList(), MOST_BRANCHES);
        requireNames(
                "configuration",
                configurations.stream().map(ConfigurationShape::name).toList(),
                Integer.MAX_VALUE);
        if (summaryWidths.size() != modalities.size()) {
            throw new IllegalArgumentException(
                    modalities.size()
                            + " modalities need as many widths of summaries, not "
                            + summaryWidths.size());
        }
        for (int m = 0; m < modalities.size(); m++) {
            if (summaryWidths.get(m) < 1) {
                throw new IllegalArgumentException(
                        "the summary of modality "
                                + modalities.get(m)
                                + " has at least 1 feature, not "
                                + summaryWidths.get(m));
            }
        }
        for (BranchShape branch : branches) {
            requireMask("branch " + branch.name(), branch.modalities(), modalities.size());
        }
        for (ConfigurationShape configuration : configurations) {
            requireMask(
                    "configuration " + configuration.name(),
                    configuration.branches(),
                    branches.size());
        }
    }

    private static void requireNames(String what, List<String> names, int most) {
        if (names.isEmpty() || names.size() > most) {
            throw new IllegalArgumentException(
                    names.size() + " names of kind " + what + "; expected from 1 to " + most);
        }
        HashSet<String> seen = new HashSet<>();
        for (String name : names) {
            if (name.isBlank() || !seen.add(name)) {
                throw new IllegalArgumentException(
                        what + " '" + name + "'; expected names that differ and are not empty");
            }
        }
    }

    private static void requireMask(String what, int mask, int bits) {
        if (mask == 0 || mask >>> bits != 0) {
            throw new IllegalArgumentException(
                    what
                            + " has the mask "
                            + Integer.toBinaryString(mask)
                            + "; expected at least one of the lowest "
                            + bits
                            + " bits and no other");
        }
    }

    /** The mask of all modalities. */
    public int allModalities() {
        return (1 << modalities.size()) - 1;
    }

    /** The modalities that the branches of a configuration read, as a mask. */
    public int modalitiesOf(int configuration) {
        int mask = 0;
        int chosen = configurations.get(configuration).branches();
        for (int b = 0; b < branches.size(); b++) {
            if ((chosen >> b & 1) != 0) {
                mask |= branches.get(b).modalities();
            }
        }
        return mask;
    }

    /** {@link #modalitiesOf} for every configuration. */
    public int[] modalitiesOfAll() {
        int[] masks = new int[configurations.size()];
        for (int k = 0; k < masks.length; k++) {
            masks[k] = modalitiesOf(k);
        }
        return masks;
    }

    /** The names of the modalities in a mask, in index order. */
    public List<String> names(int mask) {
        List<String> names = new ArrayList<>();
        for (int m = 0; m < modalities.size(); m++) {
            if ((mask >> m & 1) != 0) {
                names.add(modalities.get(m));
            }
        }
        return names;
    }

    /**
     * The mask of the modalities named.
     *
     * @throws IllegalArgumentException when there is no modality of a name
     */
    public int mask(Collection<String> names) {
        int mask = 0;
        for (String name : names) {
            int m = modalities.indexOf(name);
            if (m < 0) {
                throw new IllegalArgumentException(
                        "no modality '"
                                + name
                                + "'; expected one of "
                                + String.join(", ", modalities));
            }
            mask |= 1 << m;
        }
        return mask;
    }
}
