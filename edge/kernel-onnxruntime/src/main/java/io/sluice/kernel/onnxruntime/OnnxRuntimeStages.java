package io.sluice.kernel.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;

/** Opens sessions. The first class that mentions ONNX Runtime: loaded only once it is asked for. */
final class OnnxRuntimeStages {
    private OnnxRuntimeStages() {}

    /** Loads the native library and gives its version. */
    static String version() {
        return environment().getVersion();
    }

    static StageKernel open(StageModel model, OptimisationLevel level) {
        OrtEnvironment environment = environment();
        OrtSession session = null;
        try (SessionOptions options = options(level)) {
            session = environment.createSession(model.onnx(), options);
            StageInterface.check(model, session);
            return new OnnxRuntimeStage(model, environment, session);
        } catch (OrtException | KernelException e) {
            closeQuietly(session, e);
            throw e instanceof KernelException known
                    ? known
                    : new KernelException(
                            model.name()
                                    + ": ONNX Runtime cannot open the model: "
                                    + e.getMessage(),
                            e);
        }
    }

    /** The environment is one per process and lives as long; getting it again is cheap. */
    private static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment(
                OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, OrtEnvironment.DEFAULT_NAME);
    }

    private static SessionOptions options(OptimisationLevel level) throws OrtException {
        SessionOptions options = new SessionOptions();
        options.setOptimizationLevel(
                switch (level) {
                    case NONE -> OptLevel.NO_OPT;
                    case BASIC -> OptLevel.BASIC_OPT;
                    case EXTENDED -> OptLevel.EXTENDED_OPT;
                    case ALL -> OptLevel.ALL_OPT;
                });
        options.setExecutionMode(ExecutionMode.SEQUENTIAL);
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        // A thread that waits by spinning takes a core, and joules, from the other slots.
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        return options;
    }

    private static void closeQuietly(OrtSession session, Exception reason) {
        if (session != null) {
            try {
                session.close();
            } catch (OrtException e) {
                reason.addSuppressed(e);
            }
        }
    }
}
