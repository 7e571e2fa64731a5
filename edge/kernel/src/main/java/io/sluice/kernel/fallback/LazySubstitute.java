package io.sluice.kernel.fallback;

import io.sluice.kernel.DeviceLostException;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stage that runs batches in place of one whose device is lost: opened and checked when it is
 * first needed, and kept until it is closed. A failure to open it is not remembered.
 *
 * <p>Thread-safe; whoever comes while it is opened waits. Its check may run earlier stages of the
 * bundle and so open their substitutes, but never later ones: no two wait for each other.
 */
final class LazySubstitute {
    private static final Logger LOG = LoggerFactory.getLogger(LazySubstitute.class);

    private final Substitutes substitutes;
    private final Consumer<StageKernel> check;
    private StageKernel opened;
    private boolean closed;

    LazySubstitute(Substitutes substitutes, Consumer<StageKernel> check) {
        this.substitutes = substitutes;
        this.check = check;
    }

    /**
     * The open stage.
     *
     * @param loss why it is needed
     */
    synchronized StageKernel get(StageModel model, DeviceLostException loss) {
        if (closed) {
            throw new KernelException(model.name() + ": the stage is closed");
        }
        if (opened == null) {
            opened = open(model, loss);
            LOG.info("{} is run by {} meanwhile", model.name(), opened.device());
        }
        return opened;
    }

    private StageKernel open(StageModel model, DeviceLostException loss) {
        StageKernel candidate = substitutes.open(model, loss);
        try {
            check.accept(candidate);
        } catch (RuntimeException e) {
            FallbackStage.closeQuietly(candidate);
            throw e;
        }
        return candidate;
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            if (opened != null) {
                opened.close();
            }
        }
    }
}
