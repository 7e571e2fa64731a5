package io.sluice.kernel.onnxruntime;

import io.sluice.kernel.Availability;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import java.util.List;

/**
 * Runs stages with ONNX Runtime on the CPU: every ONNX operator, and the oracle for the other
 * providers.
 *
 * <p>One session per stage serves all threads; each run computes on the thread that calls it (one
 * intra-op thread), because parallelism is the caller's: a slot per core.
 */
public final class OnnxRuntimeProvider implements KernelProvider {
    /** The name that users write. */
    public static final String NAME = "onnxruntime";

    /** The one device. */
    public static final String CPU = "cpu";

    /** Null when the system property decides. */
    private final OptimisationLevel level;

    private Availability availability;

    /** As {@link java.util.ServiceLoader} makes it: at the level of the system property. */
    public OnnxRuntimeProvider() {
        // A property that names no level must be an answer of availability(), not a failure here.
        this.level = null;
    }

    /** At a given level; {@link OptimisationLevel#BASIC} compares a cut model with its whole. */
    public OnnxRuntimeProvider(OptimisationLevel level) {
        this.level = level;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int preference() {
        return 10;
    }

    @Override
    public synchronized Availability availability() {
        if (availability == null) {
            availability = probe();
        }
        return availability;
    }

    private Availability probe() {
        try {
            level();
        } catch (IllegalArgumentException e) {
            return Availability.no(e.getMessage(), "correct or remove the system property");
        }
        return RuntimeProbe.probe();
    }

    private OptimisationLevel level() {
        return level == null ? OptimisationLevel.configured() : level;
    }

    @Override
    public List<String> devices() {
        return availability().available() ? List.of(CPU) : List.of();
    }

    @Override
    public StageKernel open(StageModel model, String device) {
        Availability is = availability();
        if (!is.available()) {
            throw new KernelException(
                    model.name() + ": onnxruntime: " + is.detail() + "; " + is.remedy());
        }
        if (!CPU.equals(device)) {
            throw new KernelException(
                    model.name() + ": onnxruntime has no device '" + device + "'; it has: " + CPU);
        }
        return OnnxRuntimeStages.open(model, level());
    }
}
