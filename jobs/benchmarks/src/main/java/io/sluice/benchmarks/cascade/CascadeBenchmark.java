package io.sluice.benchmarks.cascade;

import io.sluice.benchmarks.endtoend.Bench;
import io.sluice.benchmarks.endtoend.Bench.Round;
import io.sluice.benchmarks.endtoend.Report;
import io.sluice.benchmarks.endtoend.Spread;
import io.sluice.benchmarks.endtoend.Variant;
import io.sluice.benchmarks.events.ImageRecords;
import io.sluice.gates.ExitRule;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How much of the multiply-adds that early exits save arrives as saved CPU time of the whole job:
 * the example's pipeline at several pairs of thresholds against the same pipeline always running
 * full.
 */
public final class CascadeBenchmark {
    static final int EXITS = 3;

    private final Bench bench;
    private final Path example;
    private final ImageRecords images;

    public CascadeBenchmark(Bench bench, Path example, ImageRecords images) {
        this.bench = bench;
        this.example = example;
        this.images = images;
    }

    public Report run() throws Exception {
        ImagePipelines pipelines = new ImagePipelines(bench, example);
        pipelines.fill(images);
        int maxBatch = bench.settings().maxBatch();
        List<Variant> variants = new ArrayList<>();
        variants.add(pipelines.variant("full", FixedExit.full(), maxBatch));
        List<String> wanted = bench.settings().policies();
        rules().forEach(
                        (name, rule) -> {
                            if (wanted.isEmpty() || wanted.contains(name)) {
                                variants.add(pipelines.variant(name, rule, maxBatch));
                            }
                        });
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int parallelism : bench.settings().parallelism()) {
            var rounds =
                    bench.interleave(
                            variants,
                            parallelism,
                            (variant, answers) -> new ImageAnswers(images, EXITS).read(answers));
            List<Round> full = rounds.get(variants.get(0));
            rounds.forEach((variant, of) -> rows.add(row(variant, parallelism, full, of)));
        }
        return Report.of("cascade", bench.settings(), rows);
    }

    /**
     * By name: the rules that {@code sluice fit exits} chose for a bound on disagreement, and pairs
     * of thresholds.
     */
    private Map<String, ExitRule> rules() throws IOException {
        Map<String, ExitRule> rules = new LinkedHashMap<>();
        rules.put("fitted-0.5", rule("policies/half-percent.json"));
        rules.put("fitted-1", rule("bundle/policy.json"));
        for (Thresholds pair : Thresholds.measured()) {
            rules.put(pair.name(), pair.rule());
        }
        return rules;
    }

    private ExitRule rule(String file) throws IOException {
        return Policy.parse(file, Files.readAllBytes(example.resolve(file))).exitRule();
    }

    private static Map<String, Object> row(
            Variant variant, int parallelism, List<Round> full, List<Round> rounds) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("policy", variant.name());
        row.put("parallelism", parallelism);
        row.put("events/s", Bench.spread(rounds, r -> r.measured().eventsPerSecond()));
        row.put("CPU µs/event", Bench.spread(rounds, r -> r.measured().cpuMicrosPerEvent()));
        row.put("model µs/event", Bench.spread(rounds, r -> r.figures().get("modelMicros")));
        row.put("full ÷ spent", Bench.spread(rounds, CascadeBenchmark::saved));
        row.put("× events/s", ratios(full, rounds, CascadeBenchmark::secondsPerEvent));
        row.put(
                "of saved, events/s %",
                efficiency(full, rounds, CascadeBenchmark::secondsPerEvent));
        row.put("× CPU", Bench.cpuRatio(full, rounds));
        row.put("of saved, CPU %", efficiency(full, rounds, r -> r.measured().cpuMicrosPerEvent()));
        row.put(
                "of saved, model only %",
                efficiency(full, rounds, r -> r.figures().get("modelMicros")));
        row.put("accuracy %", Bench.spread(rounds, r -> r.figures().get("accuracyPercent")));
        row.put("duplicates", Bench.spread(rounds, r -> r.figures().get("duplicates")));
        row.put("answered", Bench.spread(rounds, r -> r.figures().get("answered")));
        for (int exit = 1; exit <= EXITS; exit++) {
            String figure = "exit" + exit + "Percent";
            row.put("exit " + exit + " %", Bench.spread(rounds, r -> r.figures().get(figure)));
        }
        return row;
    }

    private static double saved(Round round) {
        return round.figures().get("fullMultiplyAdds") / round.figures().get("multiplyAdds");
    }

    private static double secondsPerEvent(Round round) {
        return 1 / round.measured().eventsPerSecond();
    }

    /** Speed-up in percent of the saved multiply-adds. */
    private static Spread efficiency(
            List<Round> full, List<Round> rounds, ToDoubleFunction<Round> time) {
        List<Double> efficiencies = new ArrayList<>();
        for (int i = 0; i < full.size(); i++) {
            double speedUp = time.applyAsDouble(full.get(i)) / time.applyAsDouble(rounds.get(i));
            efficiencies.add(100 * speedUp / saved(rounds.get(i)));
        }
        return Spread.of(efficiencies);
    }

    /** How many times as fast, each round against the full run of the same round. */
    private static Spread ratios(
            List<Round> full, List<Round> rounds, ToDoubleFunction<Round> time) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < full.size(); i++) {
            ratios.add(time.applyAsDouble(full.get(i)) / time.applyAsDouble(rounds.get(i)));
        }
        return Spread.of(ratios);
    }
}
