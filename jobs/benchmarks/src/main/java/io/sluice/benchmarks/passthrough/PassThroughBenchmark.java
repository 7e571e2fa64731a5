package io.sluice.benchmarks.passthrough;

import io.sluice.benchmarks.endtoend.AnswerReader;
import io.sluice.benchmarks.endtoend.Bench;
import io.sluice.benchmarks.endtoend.Bench.Round;
import io.sluice.benchmarks.endtoend.BundleFolder;
import io.sluice.benchmarks.endtoend.PipelineFile;
import io.sluice.benchmarks.endtoend.Report;
import io.sluice.benchmarks.endtoend.RunLength;
import io.sluice.benchmarks.endtoend.Variant;
import io.sluice.benchmarks.events.SensorRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        SensorRecords records = new SensorRecords(1, VALUES);
        bench.topics().fill(TOPIC, bench.settings().events(), records::key, records::avro);
        Variant sluice = new Variant("sluice", TOPIC, pipeline().job());
        int bytes = answerBytes(sluice);
        List<Variant> variants =
                List.of(
                        sluice,
                        new Variant("raw, " + bytes + " bytes out", TOPIC, RawCopy.job(bytes)),
                        new Variant("raw, all bytes out", TOPIC, RawCopy.job(ALL)));
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int parallelism : bench.settings().parallelism()) {
            var rounds = bench.interleave(variants, parallelism, (variant, r) -> count(r));
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

    /** The length of an answer with its key: what the raw job is to write. */
    private int answerBytes(Variant sluice) throws Exception {
        long[] sums = new long[2];
        bench.runner()
                .run(
                        sluice,
                        1,
                        bench.settings().events(),
                        bench.settings().length().drain()
                                ? RunLength.whole()
                                : new RunLength(
                                        Duration.ofMillis(2500), Duration.ofMillis(100), false),
                        answers ->
                                answers.read(
                                        (record, inWindow) -> {
                                            sums[0]++;
                                            sums[1] += record.value().length + record.key().length;
                                        }));
        return (int) (sums[1] / Math.max(1, sums[0]));
    }

    private static Map<String, Double> count(AnswerReader answers) {
        long[] bytes = new long[1];
        long count = answers.read((record, inWindow) -> bytes[0] += record.value().length);
        return Map.of("answered", (double) count, "bytes", (double) bytes[0] / Math.max(1, count));
    }

    private static Map<String, Object> row(
            Variant variant, int parallelism, List<Round> ours, List<Round> rounds) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("job", variant.name());
        row.put("parallelism", parallelism);
        row.put("events/s", Bench.spread(rounds, r -> r.measured().eventsPerSecond()));
        row.put("CPU µs/event", Bench.spread(rounds, r -> r.measured().cpuMicrosPerEvent()));
        row.put("sluice ÷ this", Bench.cpuRatio(ours, rounds));
        row.put("answered", Bench.spread(rounds, r -> r.figures().get("answered")));
        return row;
    }
}
