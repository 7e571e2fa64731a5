package io.sluice.kernel.bundle;

import io.sluice.gates.sensors.BranchShape;
import io.sluice.gates.sensors.ConfigurationShape;
import io.sluice.gates.sensors.SensorStructure;
import java.util.List;

/**
 * What a manifest says of sensors. The stages of a sensor bundle are the stems, in the order of
 * {@code modalities}, and then the branches, in the order of {@code branches}: stage {@code m} is
 * the stem of modality {@code m}, stage {@code modalities.size() + b} is branch {@code b}.
 *
 * @param modalities at most {@link #MOST_MODALITIES}
 * @param branches at most {@link #MOST_BRANCHES}
 * @param configurations at most {@value #MOST_CONFIGURATIONS}
 */
public record SensorLayout(
        List<ModalitySpec> modalities,
        List<BranchSpec> branches,
        List<ConfigurationSpec> configurations) {
    public static final int MOST_MODALITIES = SensorStructure.MOST_MODALITIES;
    public static final int MOST_BRANCHES = SensorStructure.MOST_BRANCHES;
    public static final int MOST_CONFIGURATIONS = 64;

    public SensorLayout {
        modalities = List.copyOf(modalities);
        branches = List.copyOf(branches);
        configurations = List.copyOf(configurations);
    }

    /**
     * What gates decide on.
     *
     * @param summaryWidths the length of every modality's summary
     */
    SensorStructure structure(List<Integer> summaryWidths) {
        return new SensorStructure(
                modalityNames(),
                summaryWidths,
                branches.stream()
                        .map(b -> new BranchShape(b.stage(), mask(b.modalities(), modalityNames())))
                        .toList(),
                configurations.stream()
                        .map(
                                c ->
                                        new ConfigurationShape(
                                                c.name(), mask(c.branches(), branchNames())))
                        .toList());
    }

    /** Bit i for every name that is at position i. */
    private static int mask(List<String> names, List<String> positions) {
        return names.stream()
                .mapToInt(name -> 1 << positions.indexOf(name))
                .reduce(0, (a, b) -> a | b);
    }

    List<String> modalityNames() {
        return modalities.stream().map(ModalitySpec::name).toList();
    }

    List<String> branchNames() {
        return branches.stream().map(BranchSpec::stage).toList();
    }
}
