package io.sluice.benchmarks.endtoend;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What benchmarks run on: a broker, its topics, a Flink, a folder for files, and the interleaving
 * of variants. Not thread-safe; closing stops the broker and deletes the folder.
 */
public final class Bench implements AutoCloseable {
    private final Broker broker;
    private final Topics topics;
    private final Path folder;
    private final JobRunner runner;
    private final Settings settings;
    private final PrintWriter progress;

    /** Makes the reader of a variant's answers in one run. */
    public interface Check {
        /** The figures of a run, to be kept with its measurement. */
        Map<String, Double> read(Variant variant, AnswerReader answers);
    }

    /** One run of one variant. */
    public record Round(Measurement measured, Map<String, Double> figures) {}

    public Bench(Broker broker, Settings settings, PrintWriter progress) {
        this.broker = broker;
        this.topics = new Topics(broker.bootstrapServers());
        this.settings = settings;
        int slots = settings.parallelism().stream().mapToInt(Integer::intValue).max().orElse(1);
        this.runner = new JobRunner(broker.bootstrapServers(), topics, slots);
        this.progress = progress;
        try {
            this.folder = Files.createTempDirectory("sluice-benchmark");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Settings settings() {
        return settings;
    }

    public Topics topics() {
        return topics;
    }

    /** Runs single jobs. */
    public JobRunner runner() {
        return runner;
    }

    /** A folder that is deleted at the end. */
    public Path folder() {
        return folder;
    }

    /**
     * Measures all variants, round by round, each variant once in every round.
     *
     * @return the counted rounds of each variant, in the order of the variants
     */
    public Map<Variant, List<Round>> interleave(
            List<Variant> variants, int parallelism, Check check) throws Exception {
        Map<Variant, List<Round>> rounds = new LinkedHashMap<>();
        variants.forEach(variant -> rounds.put(variant, new ArrayList<>()));
        for (int round = -settings.warmUpRounds(); round < settings.rounds(); round++) {
            for (Variant variant : variants) {
                Map<String, Double> figures = new LinkedHashMap<>();
                Measurement measured =
                        runner.run(
                                variant,
                                parallelism,
                                settings.length(),
                                answers -> figures.putAll(check.read(variant, answers)));
                say(variant, parallelism, round, measured);
                if (round >= 0) {
                    rounds.get(variant).add(new Round(measured, figures));
                }
            }
        }
        return rounds;
    }

    private void say(Variant variant, int parallelism, int round, Measurement measured) {
        progress.printf(
                Locale.ROOT,
                "%-9s %-24s parallelism %d  %8.2f CPU µs/event  %8.0f events/s  (%d events in %.1f s)%n",
                round < 0 ? "warm-up" : "round " + (round + 1),
                variant.name(),
                parallelism,
                measured.cpuMicrosPerEvent(),
                measured.eventsPerSecond(),
                measured.events(),
                measured.seconds());
        progress.flush();
    }

    /** The spread of a figure over rounds. */
    public static Spread spread(
            List<Round> rounds, java.util.function.ToDoubleFunction<Round> figure) {
        return Spread.of(rounds.stream().map(figure::applyAsDouble).toList());
    }

    /** The spread of the ratio of two variants' CPU per event, round by round. */
    public static Spread cpuRatio(List<Round> above, List<Round> below) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < above.size(); i++) {
            ratios.add(
                    above.get(i).measured().cpuMicrosPerEvent()
                            / below.get(i).measured().cpuMicrosPerEvent());
        }
        return Spread.of(ratios);
    }

    @Override
    public void close() {
        runner.close();
        topics.close();
        broker.close();
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
