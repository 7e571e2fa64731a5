package io.sluice.kernel;

import java.nio.file.Path;
import java.util.List;

/**
 * A back end that runs model stages. Found with {@link java.util.ServiceLoader}.
 *
 * <p>The registered class is compiled for release 17 and mentions no optional type in a field,
 * signature or supertype, so that a missing library, driver or JDK feature is an answer of {@link
 * #availability} and never a crash. Thread-safe; all methods may be called any number of times.
 */
public interface KernelProvider {
    /** The name users write in a pipeline, such as {@code onnxruntime}. */
    String name();

    /** The order in which {@code auto} tries providers: greater first. */
    int preference();

    /** Probes once what the provider needs; cheap on later calls. */
    Availability availability();

    /** The devices it can open stages on, the default one first; empty when not available. */
    List<String> devices();

    /**
     * Opens a stage: parses the model, places its weights on the device. The stage is shared by the
     * whole process and lives until it is closed.
     *
     * @param model what to open
     * @param device one of {@link #devices}
     * @throws UnsupportedStageException when the model has an operator, dtype or shape that the
     *     provider lacks, named in the message; another provider is then asked
     * @throws KernelException when the provider is not available, the device is unknown, or the
     *     model cannot be read
     */
    StageKernel open(StageModel model, String device);

    /**
     * The options that a JVM must be started with to run this provider, one an element; most need
     * none.
     *
     * @param libraries a folder that has the provider's libraries, at whatever depth
     * @throws IllegalArgumentException when one is missing there, or this JDK cannot run it
     */
    default List<String> javaOptions(Path libraries) {
        return List.of();
    }
}
