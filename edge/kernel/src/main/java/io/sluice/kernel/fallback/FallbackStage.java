package io.sluice.kernel.fallback;

import io.sluice.kernel.DeviceLostException;
import io.sluice.kernel.StageBuffers;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stage whose batches another provider finishes when its device is lost.
 *
 * <p>While the device is there a batch costs one read of a volatile field more. At its loss the
 * batch that found out is computed by a substitute, and so are all later ones: the primary is not
 * asked again until a health check, off the threads that run batches, has opened it anew and its
 * results hold. Checks come at growing pauses, which begin anew only after the stage has been up
 * for as long as the longest: a device that is lost again at once is asked less and less often.
 *
 * <p><b>Owned state:</b> the primary, the one that a check opens in its place, and the substitute,
 * which is opened and checked at the first loss and then stays: what was lost once may be lost
 * again. <b>Life cycle:</b> as every stage; close while a check runs is safe, the check closes what
 * it opened. <b>Threading:</b> thread-safe; a check holds no lock, the opening of the substitute
 * one of its own.
 */
public final class FallbackStage implements StageKernel, StageHealth {
    private static final Logger LOG = LoggerFactory.getLogger(FallbackStage.class);

    private final StageModel model;
    private final String device;
    private final Supplier<StageKernel> reopen;
    private final LazySubstitute substitute;
    private final Consumer<StageKernel> check;
    private final CheckTimer timer;
    private final Backoff backoff = new Backoff();

    /** Null while the device is lost, and once this is closed. */
    private volatile SharedStage primary;

    private DeviceLostException loss;
    private Runnable cancelCheck = () -> {};
    private boolean closed;
    private long changedNanos;
    private long downNanos;

    /**
     * Takes an open stage over.
     *
     * @param primary the stage, which belongs to this one from here on
     * @param reopen opens it anew
     * @param substitutes who may run its batches meanwhile
     * @param check throws unless an open stage computes what it should
     */
    public FallbackStage(
            StageKernel primary,
            Supplier<StageKernel> reopen,
            Substitutes substitutes,
            Consumer<StageKernel> check,
            CheckTimer timer) {
        this.model = primary.model();
        this.device = primary.device();
        this.reopen = reopen;
        this.substitute = new LazySubstitute(substitutes, check);
        this.check = check;
        this.timer = timer;
        this.changedNanos = timer.nanoTime() - Backoff.LONGEST.toNanos();
        this.primary = shared(primary);
    }

    @Override
    public StageModel model() {
        return model;
    }

    /** Where it was opened, also while it is down. */
    @Override
    public String device() {
        return device;
    }

    @Override
    public Binding bind(List<ByteBuffer> inputs, List<ByteBuffer> outputs, int maxBatch) {
        StageBuffers.require(model, inputs, outputs, maxBatch);
        return new FallbackBinding(this, inputs, outputs, maxBatch);
    }

    @Override
    public synchronized boolean isDown() {
        return primary == null && !closed;
    }

    @Override
    public synchronized double secondsDown() {
        long now = isDown() ? timer.nanoTime() - changedNanos : 0;
        return (downNanos + now) / 1e9;
    }

    /** The stage to ask, or null while its device is lost. */
    SharedStage primary() {
        return primary;
    }

    /**
     * A batch has found out that the device is gone; later reports of the same loss are nothing.
     */
    void lost(SharedStage which, DeviceLostException e) {
        synchronized (this) {
            if (primary != which) {
                return;
            }
            long now = timer.nanoTime();
            if (now - changedNanos >= Backoff.LONGEST.toNanos()) {
                backoff.reset();
            }
            primary = null;
            loss = e;
            changedNanos = now;
            Duration pause = scheduleCheck();
            LOG.warn(
                    "{} has lost {}: {}. Another provider runs its batches until a health check"
                            + " holds; the first is in {}",
                    model.name(),
                    device,
                    e.getMessage(),
                    pause);
        }
        which.retire();
    }

    /** The stage that runs the batches meanwhile. */
    StageKernel substitute() {
        DeviceLostException reason;
        synchronized (this) {
            reason = loss;
        }
        return substitute.get(model, reason);
    }

    /** Arranges the next check; call with the lock held. */
    private Duration scheduleCheck() {
        Duration pause = backoff.next();
        cancelCheck = timer.schedule(this::recover, pause);
        return pause;
    }

    private void recover() {
        StageKernel reopened = null;
        try {
            reopened = reopen.get();
            check.accept(reopened);
        } catch (RuntimeException | Error e) {
            // Whatever ends a check, the next one must come.
            if (reopened != null) {
                closeQuietly(reopened);
            }
            stillDown(e);
            return;
        }
        if (!adopt(reopened)) {
            closeQuietly(reopened);
        }
    }

    private synchronized void stillDown(Throwable why) {
        if (!closed) {
            Duration pause = scheduleCheck();
            LOG.info(
                    "{} does not have {} back: {}. The next check is in {}",
                    model.name(),
                    device,
                    why.getMessage(),
                    pause);
        }
    }

    private synchronized boolean adopt(StageKernel reopened) {
        if (closed) {
            return false;
        }
        long now = timer.nanoTime();
        downNanos += now - changedNanos;
        changedNanos = now;
        primary = shared(reopened);
        LOG.info("{} runs on {} again", model.name(), device);
        return true;
    }

    /** A lost stage is closed where a driver that hangs holds up no batch. */
    private SharedStage shared(StageKernel kernel) {
        return new SharedStage(
                kernel, stage -> timer.schedule(() -> closeQuietly(stage), Duration.ZERO));
    }

    @Override
    public void close() {
        SharedStage up;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            cancelCheck.run();
            up = primary;
            primary = null;
        }
        try {
            if (up != null) {
                up.close();
            }
        } finally {
            substitute.close();
        }
    }

    static void closeQuietly(StageKernel stage) {
        try {
            stage.close();
        } catch (RuntimeException e) {
            LOG.warn("{} on {} could not be closed", stage.model().name(), stage.device(), e);
        }
    }
}
