package io.sluice.benchmarks.passthrough;

import io.sluice.benchmarks.endtoend.AnswerReader;
import io.sluice.benchmarks.endtoend.Bench;
import io.sluice.benchmarks.endtoend.Bench.Round;
import io.sluice.benchmarks.endtoend.BundleFolder;
import io.sluice.benchmarks.endtoend.PipelineFile;
import io.sluice.benchmarks.endtoend.Report;
import io.sluice.benchmarks.endtoend.Variant;
import io.sluice.benchmarks.events.SensorRecords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a pipeline costs beside its model: records of 4 KiB decoded, batched, decided about and
 * answered, against Flink that hands on as many bytes unread.
 */
public final class PassThroughBenchmark {
    private static final int VALUES = 1024;
    private static final int ALL = Integer.MAX_VALUE;
    private static final String TOPIC = "frames";

    private final Bench bench;

    public PassThroughBenchmark(Bench bench) {
        this.bench = bench;
    }

    public Report run() throws Exception {
        long events = bench.settings().events();
        SensorRecords records = new SensorRecords(1, VALUES);
        bench.topics().fill(TOPIC, events, records::key, records::avro);
        Variant sluice = new Variant("sluice", TOPIC, events, pipeline().job());
        AtomicInteger answerBytes = new AtomicInteger();
        List<Variant> variants =
                List.of(
                        sluice,
                        new Variant(
                                "raw, as many bytes out",
                                TOPIC,
                                events,
                                RawCopy.job(answerBytes::get)),
                        new Variant("raw, all bytes out", TOPIC, events, RawCopy.job(() -> ALL)));
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int parallelism : bench.settings().parallelism()) {
            var rounds =
                    bench.interleave(
                            variants,
                            parallelism,
                            (variant, answers) -> {
                                Map<String, Double> figures = count(answers);
                                if (variant == sluice) {
                                    // Sluice comes first in a round, so the raw jobs know.
                                    answerBytes.set(figures.get("bytes out").intValue());
                                }
                                return figures;
                            });
            List<Round> ours = rounds.get(sluice);
            rounds.forEach((variant, of) -> rows.add(row(variant, parallelism, ours, of)));
        }
        return Report.of("pass-through", bench.settings(), rows);
    }

    private PipelineFile pipeline() {
        Path bundle =
                BundleFolder.write(
                        LeadingValuesBundle.files(VALUES), bench.folder().resolve("leading"));
        Path schema = BundleFolder.resource("sensor.avsc", bench.folder());
        return new PipelineFile(
                SensorRecords.avroSource(schema.toString(), LeadingValuesBundle.INPUT),
                bundle,
                null,
                LeadingValues.NAME,
                bench.settings().maxBatch(),
                "avro");
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
