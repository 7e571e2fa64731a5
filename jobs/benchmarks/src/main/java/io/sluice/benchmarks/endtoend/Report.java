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
 */
public record Report(
        String benchmark,
        Map<String, Object> machine,
        Settings settings,
        List<Map<String, Object>> rows) {

    public static Report of(String benchmark, Settings settings, List<Map<String, Object>> rows) {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("arch", System.getProperty("os.arch"));
        machine.put("os", System.getProperty("os.name"));
        machine.put("java", System.getProperty("java.version"));
        return new Report(benchmark, machine, settings, rows);
    }
}
