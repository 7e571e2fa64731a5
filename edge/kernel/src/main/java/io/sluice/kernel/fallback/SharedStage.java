package io.sluice.kernel.fallback;

import io.sluice.kernel.DeviceLostException;
import io.sluice.kernel.StageKernel;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * An open stage of a device that may be lost, and the number of its bindings: when it is retired it
 * is closed with the last of them, because a stage may only be closed after its bindings, and those
 * belong to slots that find out one by one.
 *
 * <p>Thread-safe. <b>Owned state:</b> the stage, from its opening to its closing.
 */
final class SharedStage {
    private final StageKernel kernel;
    private final Consumer<StageKernel> closer;
    private int bindings;
    private boolean retired;
    private boolean closed;

    /**
     * @param closer closes the stage once it is retired and unbound
     */
    SharedStage(StageKernel kernel, Consumer<StageKernel> closer) {
        this.kernel = kernel;
        this.closer = closer;
    }

    StageKernel.Binding bind(List<ByteBuffer> inputs, List<ByteBuffer> outputs, int maxBatch) {
        synchronized (this) {
            if (retired) {
                throw new DeviceLostException(kernel.model().name() + ": its device is lost");
            }
            bindings++;
        }
        StageKernel.Binding binding = null;
        try {
            binding = kernel.bind(inputs, outputs, maxBatch);
            return binding;
        } finally {
            if (binding == null) {
                unbound();
            }
        }
    }

    void release(StageKernel.Binding binding) {
        try {
            binding.close();
        } finally {
            unbound();
        }
    }

    private void unbound() {
        synchronized (this) {
            bindings--;
        }
        closeWhenUnused();
    }

    /** Takes no further bindings, and closes with the last. */
    void retire() {
        synchronized (this) {
            retired = true;
        }
        closeWhenUnused();
    }

    private void closeWhenUnused() {
        synchronized (this) {
            if (!retired || bindings > 0 || closed) {
                return;
            }
            closed = true;
        }
        closer.accept(kernel);
    }

    /** Closes now; the bindings are closed or refuse from here on. */
    void close() {
        synchronized (this) {
            retired = true;
            if (closed) {
                return;
            }
            closed = true;
        }
        kernel.close();
    }
}
