package io.sluice.kernel.tornado;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What can be set about the provider, by system properties.
 *
 * @param batchSizes rows for which plans are compiled, ascending, the first 1; a binding adds its
 *     own greatest batch
 * @param runLimit how long a run may take before the device counts as lost
 * @param compileLimit the same for making a plan and running it for the first time
 * @param memory bytes of device memory that all stages of a device may take together
 * @param libraryTasks whether cuBLAS and cuDNN are called where the back end can
 * @param cudaGraphs whether runs are replayed as CUDA graphs where the back end can
 */
record TornadoSettings(
        List<Integer> batchSizes,
        Duration runLimit,
        Duration compileLimit,
        long memory,
        boolean libraryTasks,
        boolean cudaGraphs) {
    static final String BATCH_SIZES = "sluice.tornado.batch-sizes";
    static final String RUN_LIMIT = "sluice.tornado.run-limit-ms";
    static final String COMPILE_LIMIT = "sluice.tornado.compile-limit-ms";
    static final String MEMORY = "sluice.tornado.memory-mb";
    static final String LIBRARY_TASKS = "sluice.tornado.library-tasks";
    static final String CUDA_GRAPHS = "sluice.tornado.cuda-graphs";

    TornadoSettings {
        batchSizes = List.copyOf(batchSizes);
    }

    /**
     * What the system properties say.
     *
     * @throws IllegalArgumentException naming the property, its value and the expected form
     */
    static TornadoSettings configured() {
        return new TornadoSettings(
                sizes(System.getProperty(BATCH_SIZES, "1,8,64")),
                Duration.ofMillis(number(RUN_LIMIT, 30_000)),
                Duration.ofMillis(number(COMPILE_LIMIT, 600_000)),
                Math.multiplyExact(number(MEMORY, 2_048), 1L << 20),
                isAuto(LIBRARY_TASKS),
                isAuto(CUDA_GRAPHS));
    }

    private static boolean isAuto(String property) {
        String text = System.getProperty(property, "auto");
        return switch (text) {
            case "auto" -> true;
            case "off" -> false;
            default ->
                    throw new IllegalArgumentException(
                            property + ": '" + text + "'; expected auto or off");
        };
    }

    private static List<Integer> sizes(String text) {
        try {
            List<Integer> sizes =
                    Arrays.stream(text.split(",", -1))
                            .map(size -> Integer.valueOf(size.strip()))
                            .sorted()
                            .distinct()
                            .toList();
            if (sizes.get(0) == 1) {
                return sizes;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(expected(text), e);
        }
        throw new IllegalArgumentException(expected(text));
    }

    private static String expected(String text) {
        return BATCH_SIZES + ": '" + text + "'; expected whole numbers with commas, 1 among them";
    }

    private static long number(String property, long otherwise) {
        String text = System.getProperty(property, Long.toString(otherwise));
        try {
            long value = Long.parseLong(text);
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(expected(property, text), e);
        }
        throw new IllegalArgumentException(expected(property, text));
    }

    private static String expected(String property, String text) {
        return property + ": '" + text + "'; expected a whole number above 0";
    }
}
