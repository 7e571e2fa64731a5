package io.sluice.kernel.fallback;

import io.sluice.kernel.Availability;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import java.util.ArrayList;
import java.util.List;

/**
 * The providers that may run a stage in place of another. Whether they are available is asked when
 * one is needed, and not before: a probe may load a driver.
 *
 * @param providers the most preferred first
 */
public record Substitutes(List<KernelProvider> providers) {
    public Substitutes {
        providers = List.copyOf(providers);
    }

    /**
     * Opens a stage with the first that is available and can, on its first device.
     *
     * @param refusal why the stage is not run where it was to be
     * @throws KernelException when none can, naming the stage and what each says
     */
    public StageKernel open(StageModel model, KernelException refusal) {
        List<String> reasons = new ArrayList<>(List.of(refusal.getMessage()));
        for (KernelProvider provider : providers) {
            Availability is = provider.availability();
            if (!is.available()) {
                reasons.add(provider.name() + ": " + is.detail() + "; " + is.remedy());
                continue;
            }
            try {
                return provider.open(model, provider.devices().get(0));
            } catch (KernelException | LinkageError e) {
                reasons.add(provider.name() + ": " + e.getMessage());
            }
        }
        throw new KernelException(
                model.name() + ": no provider can run it: " + String.join("; ", reasons), refusal);
    }
}
