package io.sluice.benchmarks.endtoend;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcome of a benchmark.
 *
 * @param benchmark its name
 * @param machine what it ran on
 * @param settings what it was told
 * @param rows one row per variant and parallelism, in the columns' order
 * @param broken what was promised and did not hold; none where only speed is measured
 */
public record Report(
        String benchmark,
        Map<String, Object> machine,
        Settings settings,
        List<Map<String, Object>> rows,
        List<String> broken) {

    public static Report of(String benchmark, Settings settings, List<Map<String, Object>> rows) {
        return of(benchmark, settings, rows, List.of());
    }

    /** A report of what a run promises, too. */
    public static Report of(
            String benchmark,
            Settings settings,
            List<Map<String, Object>> rows,
            List<String> broken) {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("arch", System.getProperty("os.arch"));
        machine.put("os", System.getProperty("os.name"));
        machine.put("java", System.getProperty("java.version"));
        return new Report(benchmark, machine, settings, rows, broken);
    }
}
