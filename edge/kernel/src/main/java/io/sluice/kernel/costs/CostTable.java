package io.sluice.kernel.costs;

import io.sluice.kernel.bundle.BundleException;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.bundle.StageSpec;
import java.util.List;
import java.util.Optional;

/**
 * What a bundle costs on a class of machines. The file is specified in BUNDLE.md.
 *
 * @param bundle the bundle's hash
 * @param deviceClass the machines that it holds for, see {@link DeviceClass}
 * @param device the provider and device that ran the stages, such as {@code onnxruntime/cpu}
 * @param stages for every stage of the bundle, in its order
 * @param fullPath the way of an event through all stages of a ladder
 */
public record CostTable(
        String bundle,
        String deviceClass,
        String device,
        List<PartCost> stages,
        Optional<PartCost> fullPath) {
    /** The name of the part that is the whole ladder. */
    public static final String FULL_PATH = "full-path";

    public CostTable {
        stages = List.copyOf(stages);
        DeviceClass.require(deviceClass);
        if (!bundle.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "'" + bundle + "' is no bundle's hash, expected 64 hexadecimal digits");
        }
    }

    /** What a stage costs. */
    public Optional<PartCost> stage(String name) {
        return stages.stream().filter(part -> part.name().equals(name)).findFirst();
    }

    /**
     * Checks that it has the stages of a bundle in their order, so that a stage's number leads to
     * its cost.
     *
     * @throws BundleException of category FORMAT naming what differs
     */
    public void requireFits(BundleManifest manifest) {
        List<String> expected = manifest.stages().stream().map(StageSpec::name).toList();
        List<String> found = stages.stream().map(PartCost::name).toList();
        if (!found.equals(expected)) {
            throw new BundleException(
                    BundleException.Category.FORMAT,
                    "the costs of "
                            + deviceClass
                            + " are of the stages "
                            + found
                            + ", "
                            + manifest.id()
                            + " has "
                            + expected);
        }
    }
}
