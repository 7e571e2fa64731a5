package io.sluice.kernel.fallback;

import io.sluice.kernel.DeviceLostException;
import io.sluice.kernel.StageKernel;
import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A slot's buffers, bound to the primary while it is up and to the substitute from its first loss
 * on. A batch is given to both at most once: one that the primary lost was not computed.
 *
 * <p>Confined to one thread at a time, as every binding.
 */
final class FallbackBinding implements StageKernel.Binding {
    private static final Logger LOG = LoggerFactory.getLogger(FallbackBinding.class);

    private final FallbackStage stage;
    private final List<ByteBuffer> inputs;
    private final List<ByteBuffer> outputs;
    private final int maxBatch;
    private SharedStage primary;
    private StageKernel.Binding onPrimary;
    private StageKernel.Binding onSubstitute;

    FallbackBinding(
            FallbackStage stage, List<ByteBuffer> inputs, List<ByteBuffer> outputs, int maxBatch) {
        this.stage = stage;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.maxBatch = maxBatch;
        bindAhead();
    }

    /** What the primary has to say against the buffers is said now, and not at the first batch. */
    private void bindAhead() {
        SharedStage up = stage.primary();
        if (up != null) {
            try {
                on(up);
            } catch (DeviceLostException e) {
                stage.lost(up, e);
            }
        }
    }

    @Override
    public String run(int batch) {
        SharedStage up = stage.primary();
        if (up == null) {
            leavePrimary();
            return substitute().run(batch);
        }
        try {
            return on(up).run(batch);
        } catch (DeviceLostException lost) {
            stage.lost(up, lost);
            leavePrimary();
            return finish(batch, lost);
        }
    }

    private String finish(int batch, DeviceLostException lost) {
        try {
            return substitute().run(batch);
        } catch (RuntimeException e) {
            e.addSuppressed(lost);
            throw e;
        }
    }

    private StageKernel.Binding on(SharedStage up) {
        if (primary != up) {
            leavePrimary();
            onPrimary = up.bind(inputs, outputs, maxBatch);
            primary = up;
        }
        return onPrimary;
    }

    private StageKernel.Binding substitute() {
        if (onSubstitute == null) {
            onSubstitute = stage.substitute().bind(inputs, outputs, maxBatch);
        }
        return onSubstitute;
    }

    private void leavePrimary() {
        if (primary != null) {
            SharedStage left = primary;
            primary = null;
            try {
                left.release(onPrimary);
            } catch (RuntimeException e) {
                LOG.debug("A binding to a lost device could not be closed", e);
            }
        }
    }

    @Override
    public void close() {
        leavePrimary();
        if (onSubstitute != null) {
            onSubstitute.close();
            onSubstitute = null;
        }
    }
}
