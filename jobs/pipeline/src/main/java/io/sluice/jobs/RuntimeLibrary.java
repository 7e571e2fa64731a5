package io.sluice.jobs;

/**
 * Checks where the kernel port comes from. It has native libraries behind it, which a process can
 * load once only, so on a cluster it belongs into Flink's {@code lib/} and not into the job.
 *
 * <p>Holds names only: it must work where none of those classes are there.
 */
final class RuntimeLibrary {
    private static final String PORT = "io.sluice.kernel.KernelProvider";
    private static final String REMEDY =
            "put sluice-runtime.jar into Flink's lib/ on the machine that submits, the JobManager"
                    + " and every TaskManager, and restart them";

    private RuntimeLibrary() {}

    /**
     * @throws IllegalStateException with what to do, when the kernel port is missing or is a copy
     *     of this job's own
     */
    static void require() {
        require(RuntimeLibrary.class.getClassLoader());
    }

    static void require(ClassLoader loader) {
        Class<?> port;
        try {
            port = Class.forName(PORT, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "Sluice's runtime is not on the class path; " + REMEDY, e);
        }
        if (!isOfProcess(port.getClassLoader())) {
            throw new IllegalStateException(
                    "Sluice's runtime was loaded from "
                            + origin(port)
                            + " by the class loader of this job alone; leave it out of the job and "
                            + REMEDY);
        }
    }

    /** Where a class was loaded from. */
    static String origin(Class<?> type) {
        var source = type.getProtectionDomain().getCodeSource();
        return source == null ? "an unknown place" : source.getLocation().toString();
    }

    private static boolean isOfProcess(ClassLoader loader) {
        ClassLoader ofProcess = ClassLoader.getSystemClassLoader();
        while (ofProcess != null && ofProcess != loader) {
            ofProcess = ofProcess.getParent();
        }
        return ofProcess == loader;
    }
}
