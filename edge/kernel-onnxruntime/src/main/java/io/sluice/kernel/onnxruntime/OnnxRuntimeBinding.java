package io.sluice.kernel.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs batches between two sets of buffers.
 *
 * <p>Owned state: for every batch size that was run, the tensors over the first rows of each
 * buffer, so that a run at a known size neither copies nor builds anything. At most {@link
 * #CACHED_SIZES} sizes are kept; a further one drops all others.
 */
final class OnnxRuntimeBinding implements StageKernel.Binding {
    static final int CACHED_SIZES = 128;

    private record Pinned(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {
        void close() {
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().forEach(OnnxTensor::close);
        }
    }

    private final OnnxRuntimeStage stage;
    private final List<ByteBuffer> inputs;
    private final List<ByteBuffer> outputs;
    private final Pinned[] bySize;
    private int cached;
    private boolean closed;

    OnnxRuntimeBinding(
            OnnxRuntimeStage stage, List<ByteBuffer> inputs, List<ByteBuffer> outputs, int max) {
        this.stage = stage;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.bySize = new Pinned[max + 1];
    }

    @Override
    public String run(int batch) {
        if (batch < 1 || batch >= bySize.length) {
            throw new KernelException(
                    stage.model().name()
                            + ": a batch has from 1 to "
                            + (bySize.length - 1)
                            + " rows here, not "
                            + batch);
        }
        Pinned pinned = bySize[batch];
        if (pinned == null) {
            pinned = pin(batch);
        }
        stage.run(batch, pinned.inputs, pinned.outputs);
        return stage.device();
    }

    @Override
    public void close() {
        closed = true;
        dropAll();
    }

    private Pinned pin(int batch) {
        if (closed) {
            throw new KernelException(stage.model().name() + ": the binding is closed");
        }
        if (cached >= CACHED_SIZES) {
            dropAll();
        }
        StageModel model = stage.model();
        Pinned pinned =
                new Pinned(
                        pin(model.inputs(), inputs, batch), pin(model.outputs(), outputs, batch));
        bySize[batch] = pinned;
        cached++;
        return pinned;
    }

    private Map<String, OnnxTensor> pin(
            List<TensorSpec> specs, List<ByteBuffer> buffers, int batch) {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < specs.size(); i++) {
            TensorSpec spec = specs.get(i);
            tensors.put(spec.name(), stage.pin(spec, buffers.get(i), batch));
        }
        return tensors;
    }

    private void dropAll() {
        for (int i = 0; i < bySize.length; i++) {
            if (bySize[i] != null) {
                bySize[i].close();
                bySize[i] = null;
            }
        }
        cached = 0;
    }
}
