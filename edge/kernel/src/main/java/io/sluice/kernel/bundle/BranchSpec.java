package io.sluice.kernel.bundle;

import java.util.List;

/**
 * A branch of a sensor bundle, as the manifest lists it.
 *
 * @param stage name of the stage, which is the branch's name too
 * @param modalities names of the modalities whose stems it reads
 */
public record BranchSpec(String stage, List<String> modalities) {
    public BranchSpec {
        modalities = List.copyOf(modalities);
    }
}
