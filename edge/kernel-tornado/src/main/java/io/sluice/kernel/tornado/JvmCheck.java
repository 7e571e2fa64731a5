package io.sluice.kernel.tornado;

import io.sluice.kernel.Availability;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds out whether this JVM was started as TornadoVM needs it, without loading a class of
 * TornadoVM: what it does itself when an option is missing reaches from an exception to the end of
 * the process.
 */
final class JvmCheck {
    private static final String REMEDY =
            "start the JVM with the options of `sluice doctor --print-java-options tornado`, in an"
                    + " @argfile; missing: ";

    private JvmCheck() {}

    /** The reason why TornadoVM cannot be loaded here, or nothing. */
    static Optional<Availability> problem() {
        int jdk = Runtime.version().feature();
        if (jdk != TornadoOptions.JDK) {
            return no(
                    "TornadoVM "
                            + TornadoOptions.TORNADO
                            + " needs JDK "
                            + TornadoOptions.JDK
                            + ", and this is JDK "
                            + jdk,
                    "run on JDK " + TornadoOptions.JDK);
        }
        List<String> missing = missingOptions();
        if (!missing.isEmpty()) {
            String shown = String.join(" ", missing.subList(0, Math.min(3, missing.size())));
            String more = missing.size() > 3 ? " and " + (missing.size() - 3) + " more" : "";
            return no("the JVM was started without options of TornadoVM", REMEDY + shown + more);
        }
        if (!hasLibrary()) {
            return no(
                    "java.library.path ("
                            + System.getProperty("java.library.path")
                            + ") has no native library of a TornadoVM back end",
                    REMEDY
                            + "-Djava.library.path=<folder of "
                            + System.mapLibraryName("tornado-opencl")
                            + ">");
        }
        return hasClasses()
                ? Optional.empty()
                : no(
                        "the classes of TornadoVM are not on the class path",
                        "put its jars on the class path (Flink: in lib/), and not into a job's jar");
    }

    private static Optional<Availability> no(String reason, String remedy) {
        return Optional.of(Availability.no(reason, remedy));
    }

    /** The options of the template that this JVM does not have, as far as a JVM can tell. */
    private static List<String> missingOptions() {
        List<String> missing = new ArrayList<>();
        for (String option : TornadoOptions.template(TornadoOptions.JDK)) {
            if (!has(option)) {
                missing.add(option);
            }
        }
        return missing;
    }

    private static boolean has(String option) {
        if (option.startsWith("-D") && !option.contains("${")) {
            String[] property = option.substring(2).split("=", 2);
            return property[1].equalsIgnoreCase(System.getProperty(property[0]));
        }
        if (option.startsWith("--add-modules=")) {
            String modules = option.substring(option.indexOf('=') + 1);
            return Arrays.stream(modules.split(",")).allMatch(name -> module(name).isPresent());
        }
        if (option.startsWith("--add-exports=") || option.startsWith("--add-opens=")) {
            return hasPackage(option);
        }
        // The compiler's packages are missing in the JDK's own module of that name.
        return !option.startsWith("--upgrade-module-path")
                || module("jdk.graal.compiler")
                        .filter(m -> m.getPackages().contains("jdk.graal.compiler.core"))
                        .isPresent();
    }

    /** Whether a package is exported or open as {@code <option>=module/package=targets} says. */
    private static boolean hasPackage(String option) {
        String[] parts = option.split("[=/]");
        Module all = JvmCheck.class.getModule();
        if (!parts[3].startsWith("ALL-UNNAMED")) {
            return true;
        }
        boolean open = option.startsWith("--add-opens");
        return module(parts[1])
                .filter(m -> open ? m.isOpen(parts[2], all) : m.isExported(parts[2], all))
                .isPresent();
    }

    private static Optional<Module> module(String name) {
        return ModuleLayer.boot().findModule(name);
    }

    private static boolean hasLibrary() {
        String[] folders =
                System.getProperty("java.library.path", "").split(File.pathSeparator, -1);
        return Arrays.stream(folders)
                .filter(folder -> !folder.isBlank())
                .anyMatch(JvmCheck::hasLibrary);
    }

    private static boolean hasLibrary(String folder) {
        return TornadoOptions.NATIVE_LIBRARIES.stream()
                .anyMatch(library -> Files.exists(Path.of(folder, library)));
    }

    private static boolean hasClasses() {
        try {
            ClassLoader loader = JvmCheck.class.getClassLoader();
            Class.forName("uk.ac.manchester.tornado.api.TaskGraph", false, loader);
            String runtime = System.getProperty("tornado.load.runtime.implementation");
            Class.forName(runtime, false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
