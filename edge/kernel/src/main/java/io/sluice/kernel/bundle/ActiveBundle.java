package io.sluice.kernel.bundle;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.fallback.StageHealth;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lease on a bundle whose stages are open, checked and warm. The stages are shared with every
 * other lease on the same bundle, provider and device, and close with the last of them.
 */
public final class ActiveBundle implements AutoCloseable {
    private final OpenLadder ladder;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    ActiveBundle(OpenLadder ladder, Runnable release) {
        this.ladder = ladder;
        this.release = release;
    }

    public Bundle bundle() {
        return ladder.bundle();
    }

    public BundleManifest manifest() {
        return ladder.bundle().manifest();
    }

    public String hash() {
        return ladder.bundle().hash();
    }

    /**
     * An open stage. Bind buffers of your own to it, and close the bindings before the lease.
     *
     * @param index 0-based
     */
    public StageKernel stage(int index) {
        return ladder.stages().get(index);
    }

    /**
     * The number of stages: of a ladder that of its exits, of a sensor bundle stems and branches.
     */
    public int stages() {
        return ladder.stages().size();
    }

    /** Where a stage runs, and why there. */
    public StagePlacement placement(int index) {
        return ladder.placements().get(index);
    }

    /** Whether a stage's device is there, or another provider runs its batches meanwhile. */
    public StageHealth health(int index) {
        return stage(index) instanceof StageHealth health ? health : StageHealth.ALWAYS_UP;
    }

    /** The provider that was chosen for the stages, such as {@code onnxruntime}. */
    public String providerName() {
        return ladder.provider();
    }

    /** The device that was chosen for them, such as {@code cpu}. */
    public String device() {
        return ladder.device();
    }

    /** Ends the lease; idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }
}
