package io.sluice.benchmarks.cascade;

import io.sluice.benchmarks.endtoend.Bench;
import io.sluice.benchmarks.endtoend.Report;
import io.sluice.benchmarks.endtoend.RunLength;
import io.sluice.benchmarks.events.ImageRecords;
import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.ExitDecision;
import io.sluice.schemas.Prediction;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the size of the micro-batches changes a decision: the same events through the whole job
 * at batches of 1 and of the configured size.
 */
public final class BatchSizesBenchmark {
    private final Bench bench;
    private final Path example;
    private final ImageRecords images;

    public BatchSizesBenchmark(Bench bench, Path example, ImageRecords images) {
        this.bench = bench;
        this.example = example;
        this.images = images;
    }

    public Report run() throws Exception {
        ImagePipelines pipelines = new ImagePipelines(bench, example);
        pipelines.fill(images);
        Thresholds pair = Thresholds.OF_THE_EXAMPLE.get(0);
        CertaintyThreshold rule = CertaintyThreshold.confidence(pair.first(), pair.second());
        Map<String, Prediction> single = decisions(pipelines, rule, 1);
        Map<String, Prediction> batched = decisions(pipelines, rule, bench.settings().maxBatch());
        return Report.of("batch-sizes", bench.settings(), List.of(compare(rule, single, batched)));
    }

    private Map<String, Prediction> decisions(
            ImagePipelines pipelines, CertaintyThreshold rule, int maxBatch) throws Exception {
        Map<String, Prediction> answers = new HashMap<>();
        bench.runner()
                .run(
                        pipelines.variant("batch-" + maxBatch, rule, maxBatch),
                        1,
                        RunLength.whole(),
                        reader ->
                                reader.read(
                                        (record, inWindow) -> {
                                            Prediction answer = ImageAnswers.decode(record.value());
                                            answers.put(answer.eventId(), answer);
                                        }));
        return answers;
    }

    private Map<String, Object> compare(
            CertaintyThreshold rule, Map<String, Prediction> a, Map<String, Prediction> b) {
        long differing = 0;
        long ties = 0;
        double furthest = 0;
        for (Map.Entry<String, Prediction> entry : a.entrySet()) {
            Prediction one = entry.getValue();
            Prediction other = b.get(entry.getKey());
            boolean tie = isTie(rule, one) || other != null && isTie(rule, other);
            ties += tie ? 1 : 0;
            if (other == null) {
                continue;
            }
            boolean same =
                    one.decision().exit() == other.decision().exit()
                            && one.predictedClass() == other.predictedClass();
            differing += !same && !tie ? 1 : 0;
            if (same) {
                furthest =
                        Math.max(
                                furthest,
                                Math.abs(
                                        one.decision().exitScore() - other.decision().exitScore()));
            }
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("events", bench.settings().events());
        row.put("answered at batch 1", a.size());
        row.put("answered at batch " + bench.settings().maxBatch(), b.size());
        row.put("model µs/event at batch 1", modelMicros(a));
        row.put("model µs/event at batch " + bench.settings().maxBatch(), modelMicros(b));
        row.put("other decision", differing);
        row.put("within 1e-5 of a threshold", ties);
        row.put("greatest difference of a score", furthest);
        return row;
    }

    /** What shows that the two runs did batch differently: a single row costs more. */
    private static double modelMicros(Map<String, Prediction> answers) {
        return answers.values().stream()
                        .mapToDouble(answer -> answer.decision().actual().seconds())
                        .average()
                        .orElse(0)
                * 1e6;
    }

    /** Whether the score at its exit is so close to the threshold that rounding may tip it. */
    private static boolean isTie(CertaintyThreshold rule, Prediction prediction) {
        int exit = prediction.decision().exit();
        float[] thresholds = rule.thresholds();
        return exit < thresholds.length
                && Math.abs(prediction.decision().exitScore() - thresholds[exit])
                        <= ExitDecision.TIE;
    }
}
