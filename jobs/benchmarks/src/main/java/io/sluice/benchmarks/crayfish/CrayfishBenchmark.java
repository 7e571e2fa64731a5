package io.sluice.benchmarks.crayfish;

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

/**
 * The workload of the Crayfish benchmark (EDBT 2024): 784 floats per event and a network of 28,618
 * parameters. The per-event pipeline that one writes first against Sluice's, on the same JSON and
 * on Avro.
 */
public final class CrayfishBenchmark {
    private static final String JSON_TOPIC = "frames-json";
    private static final String AVRO_TOPIC = "frames-avro";

    /** Avro is so much faster that its topic must hold more for a window of the same length. */
    private static final int AVRO_FACTOR = 6;

    private final Bench bench;
    private final long jsonEvents;
    private final long avroEvents;

    public CrayfishBenchmark(Bench bench) {
        this.bench = bench;
        this.jsonEvents = bench.settings().events();
        this.avroEvents = AVRO_FACTOR * jsonEvents;
    }

    public Report run() throws Exception {
        SensorRecords records = new SensorRecords(2, DenseNetwork.VALUES);
        bench.topics().fill(JSON_TOPIC, jsonEvents, records::key, records::json);
        bench.topics().fill(AVRO_TOPIC, avroEvents, records::key, records::avro);
        List<Variant> variants = variants();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int parallelism : bench.settings().parallelism()) {
            var rounds =
                    bench.interleave(
                            variants,
                            parallelism,
                            (variant, answers) ->
                                    Map.of(
                                            "answered",
                                            (double) answers.read((record, inWindow) -> {})));
            List<Round> boxed = rounds.get(variants.get(0));
            List<Round> arrays = rounds.get(variants.get(1));
            rounds.forEach((variant, of) -> rows.add(row(variant, parallelism, boxed, arrays, of)));
        }
        return Report.of("crayfish", bench.settings(), rows);
    }

    private List<Variant> variants() {
        Path bundle = BundleFolder.write(DenseNetwork.bundle(), bench.folder().resolve("dense"));
        Path schema = BundleFolder.resource("sensor.avsc", bench.folder());
        byte[] onnx = DenseNetwork.onnx();
        return List.of(
                new Variant("per-event, boxed", JSON_TOPIC, jsonEvents, PerEventJob.boxed(onnx)),
                new Variant("per-event, arrays", JSON_TOPIC, jsonEvents, PerEventJob.arrays(onnx)),
                new Variant(
                        "sluice, JSON",
                        JSON_TOPIC,
                        jsonEvents,
                        pipeline(SensorRecords.jsonSource(DenseNetwork.INPUT), bundle, "json")),
                new Variant(
                        "sluice, Avro bytes",
                        AVRO_TOPIC,
                        avroEvents,
                        pipeline(
                                SensorRecords.avroSource(schema.toString(), DenseNetwork.INPUT),
                                bundle,
                                "avro")));
    }

    private Variant.JobSetup pipeline(String source, Path bundle, String sinkFormat) {
        int maxBatch = bench.settings().maxBatch();
        return new PipelineFile(source, bundle, null, "onnxruntime", maxBatch, sinkFormat).job();
    }

    private static Map<String, Object> row(
            Variant variant,
            int parallelism,
            List<Round> boxed,
            List<Round> arrays,
            List<Round> rounds) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("job", variant.name());
        row.put("parallelism", parallelism);
        row.put("events/s", Bench.spread(rounds, r -> r.measured().eventsPerSecond()));
        row.put("CPU µs/event", Bench.spread(rounds, r -> r.measured().cpuMicrosPerEvent()));
        row.put("boxed ÷ this", Bench.cpuRatio(boxed, rounds));
        row.put("arrays ÷ this", Bench.cpuRatio(arrays, rounds));
        row.put("events", variant.events());
        row.put("answered", Bench.spread(rounds, r -> r.figures().get("answered")));
        return row;
    }
}
