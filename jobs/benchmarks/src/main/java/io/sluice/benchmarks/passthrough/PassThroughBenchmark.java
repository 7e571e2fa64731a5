package io.sluice.benchmarks.passthrough;

import io.sluice.benchmarks.endtoend.AnswerReader;
import io.sluice.benchmarks.endtoend.Bench;
import io.sluice.benchmarks.endtoend.Bench.Round;
import io.sluice.benchmarks.endtoend.BundleFolder;
import io.sluice.benchmarks.endtoend.PipelineFile;
import io.sluice.benchmarks.endtoend.Report;
import io.sluice.benchmarks.endtoend.Variant;
import io.sluice.benchmarks.events.SensorRecords;
import io.sluice.jobs.Pipeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What a pipeline costs beside its model: records of 4 KiB decoded, batched, decided about and
 * answered, against Flink that hands on as many bytes unread, with Kafka's producer as it is and
 * with the pipeline's settings of it. Once with the model's inputs in the answer, so that both
 * write all of the 4 KiB, and once with the answers alone.
 */
public final class PassThroughBenchmark {
    private static final int VALUES = 1024;
    private static final String TOPIC = "frames";

    private final Bench bench;

    /** What the pipeline sets and Kafka's producer does not by itself. */
    private static final Map<String, String> SLUICE_PRODUCER =
            Map.of("batch.size", String.valueOf(Pipeline.PRODUCER_BATCH_BYTES));

    /** Sluice and the jobs that write as many bytes as it does, at most all they have. */
    private record Group(Variant sluice, List<Variant> raw, AtomicInteger answerBytes) {
        Stream<Variant> variants() {
            return Stream.concat(Stream.of(sluice), raw.stream());
        }
    }

    public PassThroughBenchmark(Bench bench) {
        this.bench = bench;
    }

    public Report run() throws Exception {
        long events = bench.settings().events();
        SensorRecords records = new SensorRecords(1, VALUES);
        bench.topics().fill(TOPIC, events, records::key, records::avro);
        Path bundle =
                BundleFolder.write(
                        LeadingValuesBundle.files(VALUES), bench.folder().resolve("leading"));
        List<Group> groups =
                List.of(group("inputs too", bundle, true), group("answers alone", bundle, false));
        List<Variant> variants = groups.stream().flatMap(Group::variants).toList();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int parallelism : bench.settings().parallelism()) {
            var rounds =
                    bench.interleave(
                            variants,
                            parallelism,
                            (variant, answers) -> {
                                Map<String, Double> figures = count(answers);
                                for (Group group : groups) {
                                    if (group.sluice() == variant) {
                                        // It comes first in a round, so the raw job knows.
                                        group.answerBytes()
                                                .set(figures.get("bytes out").intValue());
                                    }
                                }
                                return figures;
                            });
            for (Group group : groups) {
                List<Round> ours = rounds.get(group.sluice());
                group.variants().forEach(v -> rows.add(row(v, parallelism, ours, rounds.get(v))));
            }
        }
        return Report.of("pass-through", bench.settings(), rows);
    }

    private Group group(String name, Path bundle, boolean inputs) {
        long events = bench.settings().events();
        Path schema = BundleFolder.resource("sensor.avsc", bench.folder());
        PipelineFile file =
                new PipelineFile(
                        SensorRecords.avroSource(schema.toString(), LeadingValuesBundle.INPUT),
                        bundle,
                        null,
                        LeadingValues.NAME,
                        bench.settings().maxBatch(),
                        "avro",
                        inputs,
                        "");
        AtomicInteger answerBytes = new AtomicInteger();
        return new Group(
                new Variant("sluice, " + name, TOPIC, events, file.job()),
                List.of(
                        new Variant(
                                "raw, " + name,
                                TOPIC,
                                events,
                                RawCopy.job(answerBytes::get, Map.of())),
                        new Variant(
                                "raw, " + name + ", same producer",
                                TOPIC,
                                events,
                                RawCopy.job(answerBytes::get, SLUICE_PRODUCER))),
                answerBytes);
    }

    /** The answers and their mean length, key included. */
    private static Map<String, Double> count(AnswerReader answers) {
        long[] bytes = new long[1];
        long count =
                answers.read(
                        (record, inWindow) -> {
                            bytes[0] += record.value().length;
                            bytes[0] += record.key() == null ? 0 : record.key().length;
                        });
        return Map.of(
                "answered", (double) count, "bytes out", (double) bytes[0] / Math.max(1, count));
    }

    private static Map<String, Object> row(
            Variant variant, int parallelism, List<Round> ours, List<Round> rounds) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("job", variant.name());
        row.put("parallelism", parallelism);
        row.put("events/s", Bench.spread(rounds, r -> r.measured().eventsPerSecond()));
        row.put("CPU µs/event", Bench.spread(rounds, r -> r.measured().cpuMicrosPerEvent()));
        row.put("sluice ÷ this", Bench.cpuRatio(ours, rounds));
        row.put("bytes out", Bench.spread(rounds, r -> r.figures().get("bytes out")));
        row.put("events", variant.events());
        row.put("answered", Bench.spread(rounds, r -> r.figures().get("answered")));
        return row;
    }
}
