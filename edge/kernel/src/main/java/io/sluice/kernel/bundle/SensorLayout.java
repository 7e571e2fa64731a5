package io.sluice.kernel.bundle;

import java.util.List;

/**
 * What a manifest says of sensors. The stages of a sensor bundle are the stems, in the order of
 * {@code modalities}, and then the branches, in the order of {@code branches}: stage {@code m} is
 * the stem of modality {@code m}, stage {@code modalities.size() + b} is branch {@code b}.
 *
 * @param modalities at most {@value #MOST_MODALITIES}
 * @param branches at most {@value #MOST_BRANCHES}
 * @param configurations at most {@value #MOST_CONFIGURATIONS}
 */
public record SensorLayout(
        List<ModalitySpec> modalities,
        List<BranchSpec> branches,
        List<ConfigurationSpec> configurations) {
    /** Decisions keep a set of modalities in the lower half of an int. */
    public static final int MOST_MODALITIES = 16;

    /** Decisions keep a set of branches in an int. */
    public static final int MOST_BRANCHES = 32;

    public static final int MOST_CONFIGURATIONS = 64;

    public SensorLayout {
        modalities = List.copyOf(modalities);
        branches = List.copyOf(branches);
        configurations = List.copyOf(configurations);
    }

    List<String> modalityNames() {
        return modalities.stream().map(ModalitySpec::name).toList();
    }

    List<String> branchNames() {
        return branches.stream().map(BranchSpec::stage).toList();
    }
}
