package io.sluice.kernel.bundle;

import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageKernel;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open stages of a bundle.
 *
 * <p><b>Owned state:</b> the stages. They close when the ladder is closed and no check runs them
 * any more, whichever comes last: closing waits for no device. Thread-safe.
 */
final class OpenLadder {
    private static final Logger LOG = LoggerFactory.getLogger(OpenLadder.class);

    private final Bundle bundle;
    private final String provider;
    private final String device;
    private final List<StagePlacement> placements;
    private final List<StageKernel> stages;
    private int checks;
    private boolean closed;

    OpenLadder(
            Bundle bundle,
            String provider,
            String device,
            List<StagePlacement> placements,
            List<StageKernel> stages) {
        this.bundle = bundle;
        this.provider = provider;
        this.device = device;
        this.placements = List.copyOf(placements);
        this.stages = List.copyOf(stages);
    }

    Bundle bundle() {
        return bundle;
    }

    String provider() {
        return provider;
    }

    String device() {
        return device;
    }

    List<StagePlacement> placements() {
        return placements;
    }

    List<StageKernel> stages() {
        return stages;
    }

    /** Runs a check over the stages, which stay open until it has ended. */
    void checking(Runnable check) {
        synchronized (this) {
            if (closed) {
                throw new KernelException(bundle + " is closed");
            }
            checks++;
        }
        try {
            check.run();
        } finally {
            boolean last;
            synchronized (this) {
                checks--;
                last = closed && checks == 0;
            }
            if (last) {
                closeStages();
            }
        }
    }

    void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (checks > 0) {
                return;
            }
        }
        closeStages();
    }

    private void closeStages() {
        closeAll(stages);
        LOG.info("Closed bundle {} on {}/{}", bundle, provider, device);
    }

    static void closeAll(List<StageKernel> stages) {
        for (StageKernel stage : stages) {
            try {
                stage.close();
            } catch (RuntimeException e) {
                LOG.warn("A stage could not be closed", e);
            }
        }
    }
}
