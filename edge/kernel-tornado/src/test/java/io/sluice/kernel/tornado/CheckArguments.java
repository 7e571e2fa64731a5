package io.sluice.kernel.tornado;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The arguments of {@link DeviceCheck}, each {@code --name=value}.
 *
 * @param device its name, or empty for the default one
 * @param tests whether the tests of agreement are run
 * @param batches rows that stages are measured with
 * @param seconds to spend at least on each of them
 * @param gigaflops the device's peak in float32, 0 when it is not known
 * @param gigabytes the same for its memory, a second
 * @param output the folder for the report
 */
record CheckArguments(
        String device,
        boolean tests,
        int[] batches,
        double seconds,
        double gigaflops,
        double gigabytes,
        Path output) {
    /**
     * @throws IllegalArgumentException naming the argument, its value and the expected form
     */
    static CheckArguments of(String... arguments) {
        Map<String, String> values =
                new TreeMap<>(
                        Map.of(
                                "--device", "",
                                "--tests", "on",
                                "--batches", "1,8,64,512",
                                "--seconds", "2",
                                "--gigaflops", "0",
                                "--gigabytes", "0",
                                "--output", "target"));
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            if (parts.length < 2 || values.replace(parts[0], parts[1]) == null) {
                String expected = String.join("=…, ", values.keySet()) + "=…";
                throw new IllegalArgumentException("'" + argument + "'; expected " + expected);
            }
        }
        return new CheckArguments(
                values.get("--device"),
                isOn(values.get("--tests")),
                batches(values.get("--batches")),
                number("--seconds", values),
                number("--gigaflops", values),
                number("--gigabytes", values),
                Path.of(values.get("--output")));
    }

    int greatestBatch() {
        return Arrays.stream(batches).max().orElseThrow();
    }

    private static boolean isOn(String text) {
        if (text.equals("on") || text.equals("off")) {
            return text.equals("on");
        }
        throw new IllegalArgumentException("--tests='" + text + "'; expected on or off");
    }

    private static int[] batches(String text) {
        if (text.matches("[1-9]\\d{0,5}(,[1-9]\\d{0,5})*")) {
            return Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray();
        }
        throw new IllegalArgumentException(
                "--batches='" + text + "'; expected whole numbers above 0 with commas");
    }

    private static double number(String name, Map<String, String> values) {
        String text = values.get(name);
        if (text.matches("\\d{1,9}(\\.\\d+)?")) {
            return Double.parseDouble(text);
        }
        throw new IllegalArgumentException(name + "='" + text + "'; expected a number");
    }
}
