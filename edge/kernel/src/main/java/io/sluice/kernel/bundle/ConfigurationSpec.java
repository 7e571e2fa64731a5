package io.sluice.kernel.bundle;

import java.util.List;

/**
 * A configuration of a sensor bundle, as the manifest lists it: branches whose logits are fused.
 *
 * @param name the configuration's name
 * @param branches names of its branches
 */
public record ConfigurationSpec(String name, List<String> branches) {
    public ConfigurationSpec {
        branches = List.copyOf(branches);
    }
}
