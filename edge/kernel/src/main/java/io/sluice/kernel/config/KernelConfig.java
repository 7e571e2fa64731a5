package io.sluice.kernel.config;

import io.sluice.config.Section;
import io.sluice.kernel.KernelProviders;
import java.io.Serializable;

/**
 * What runs the stages.
 *
 * @param provider a kernel provider's name, or {@code auto}
 * @param device one of the provider's devices, or null for its default one
 */
public record KernelConfig(String provider, String device) implements Serializable {
    public static KernelConfig read(Section section) {
        String provider = section.string("provider", KernelProviders.AUTO);
        String device = section.has("device") ? section.string("device") : null;
        if (device != null && provider.equals(KernelProviders.AUTO)) {
            section.problem(
                    "device",
                    "'" + device + "' of no provider",
                    "kernel.provider to name the provider that has it");
        }
        return new KernelConfig(provider, device);
    }
}
