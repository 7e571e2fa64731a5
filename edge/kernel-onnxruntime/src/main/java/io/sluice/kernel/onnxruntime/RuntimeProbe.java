package io.sluice.kernel.onnxruntime;

import io.sluice.kernel.Availability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Finds out whether ONNX Runtime can be loaded here without loading a class that needs it. */
final class RuntimeProbe {
    /**
     * The longest command line, in bytes, with which ONNX Runtime 1.29.0 has been seen to start.
     * From a few bytes more it ends the JVM with a segmentation fault, which no handler can catch.
     */
    static final int LONGEST_COMMAND_LINE = 3_950;

    private static final String REMEDY_LIBRARY =
            "put com.microsoft.onnxruntime:onnxruntime on the class path (Flink: in lib/)";

    private RuntimeProbe() {}

    /** Probes this process. */
    static Availability probe() {
        return probe(commandLineBytes(), RuntimeProbe::load);
    }

    static Availability probe(int commandLineBytes, Supplier<String> loader) {
        if (commandLineBytes > LONGEST_COMMAND_LINE) {
            return Availability.no(
                    "the command line of this JVM has "
                            + commandLineBytes
                            + " bytes, and ONNX Runtime ends the process when it has more than "
                            + LONGEST_COMMAND_LINE,
                    "pass the class path through the CLASSPATH variable or an @argfile, and options"
                            + " through JDK_JAVA_OPTIONS");
        }
        try {
            return Availability.yes("ONNX Runtime " + loader.get() + ", cpu");
        } catch (NoClassDefFoundError missing) {
            return Availability.no(
                    "the ONNX Runtime library is not on the class path", REMEDY_LIBRARY);
        } catch (LinkageError | RuntimeException e) {
            return Availability.no(
                    "its native library does not load on "
                            + System.getProperty("os.name")
                            + "/"
                            + System.getProperty("os.arch")
                            + ": "
                            + e.getMessage(),
                    "use an onnxruntime jar with natives for this platform, or another provider");
        }
    }

    private static String load() {
        return OnnxRuntimeStages.version();
    }

    /** The length of this process's command line, 0 where the system does not tell. */
    private static int commandLineBytes() {
        try {
            return Files.readAllBytes(Path.of("/proc/self/cmdline")).length;
        } catch (IOException | SecurityException e) {
            return 0;
        }
    }
}
