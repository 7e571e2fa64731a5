package io.sluice.kernel.bundle;

import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.StageKernel;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open stages of a bundle on one device. */
record OpenLadder(Bundle bundle, String provider, String device, List<StageKernel> stages) {
    private static final Logger LOG = LoggerFactory.getLogger(OpenLadder.class);

    /** Opens all stages and checks them; whatever fails, nothing stays open. */
    static OpenLadder open(Bundle bundle, KernelProvider provider, String device) {
        List<StageKernel> stages = new ArrayList<>();
        try {
            for (int i = 0; i < bundle.manifest().stages().size(); i++) {
                stages.add(provider.open(bundle.stageModel(i), device));
            }
            // The check runs every stage at both ends of the batch sizes, so it warms them too.
            new GoldenCheck(bundle.manifest(), bundle.golden()).check(stages);
        } catch (RuntimeException | LinkageError e) {
            closeAll(stages);
            throw e;
        }
        LOG.info("Opened bundle {} on {}/{}", bundle, provider.name(), device);
        return new OpenLadder(bundle, provider.name(), device, List.copyOf(stages));
    }

    void close() {
        closeAll(stages);
        LOG.info("Closed bundle {} on {}/{}", bundle, provider, device);
    }

    private static void closeAll(List<StageKernel> stages) {
        for (StageKernel stage : stages) {
            try {
                stage.close();
            } catch (RuntimeException e) {
                LOG.warn("A stage could not be closed", e);
            }
        }
    }
}
