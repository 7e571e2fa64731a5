package io.sluice.benchmarks.cascade;

import io.sluice.benchmarks.cascade.SwapAnswers.ExitsOfImages;
import io.sluice.benchmarks.endtoend.Bench;
import io.sluice.benchmarks.endtoend.Bench.Round;
import io.sluice.benchmarks.endtoend.JobRunner.RunningJob;
import io.sluice.benchmarks.endtoend.PacedFeeder;
import io.sluice.benchmarks.endtoend.Report;
import io.sluice.benchmarks.endtoend.Spread;
import io.sluice.benchmarks.endtoend.Variant;
import io.sluice.benchmarks.events.ImageRecords;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a change of policy does to a job that runs at a part of its top rate: events that are lost,
 * answered twice or under two policies, and how much later answers are.
 *
 * <p>First both policies run alone over a topic that is full: that is the top rate. Then events are
 * fed at {@link #PART_OF_TOP} of the slower one's, while messages on the control topic alternate
 * between the two. They spend nearly alike, so that what is seen is the swap and no other load.
 *
 * <p>The latency of an event is from when it was due to when the broker has written its answer. It
 * ends before the transaction is committed, which is the checkpoint's interval and has nothing to
 * do with the policy. Of all swaps together the p99 of the events due in the {@link #WINDOW_MILLIS}
 * after the control message was written is compared with that of those due as long before.
 */
public final class PolicySwapBenchmark {
    static final double PART_OF_TOP = .7;
    static final long WINDOW_MILLIS = 1_000;
    static final long BETWEEN_SWAPS_MILLIS = 3_000;
    private static final double MOST_RATIO = 2;

    private final Bench bench;
    private final ImageRecords images;
    private final ImagePipelines pipelines;
    private final List<String> broken = new ArrayList<>();

    /** A policy of the two: its document, and where it lets images leave. */
    private record Side(byte[] document, Path file, Variant alone, ExitsOfImages exits) {}

    public PolicySwapBenchmark(Bench bench, Path example, ImageRecords images) {
        this.bench = bench;
        this.images = images;
        this.pipelines = new ImagePipelines(bench, example);
    }

    public Report run() throws Exception {
        pipelines.fill(images);
        List<Side> sides = List.of(side(Thresholds.BOUND), side(Thresholds.OF_THE_EXAMPLE.get(0)));
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int parallelism : bench.settings().parallelism()) {
            rows.add(row(sides, parallelism));
        }
        return Report.of("policy-swap", bench.settings(), rows, broken);
    }

    private Side side(Thresholds pair) throws Exception {
        Variant alone = pipelines.variant(pair.name(), pair.rule(), bench.settings().maxBatch());
        Path file = pipelines.policy(pair.name(), pair.rule());
        return new Side(
                Files.readAllBytes(file),
                file,
                alone,
                new ExitsOfImages(pair.name(), images.images()));
    }

    private Map<String, Object> row(List<Side> sides, int parallelism) throws Exception {
        Map<Variant, List<Round>> rounds = alone(sides, parallelism);
        List<Spread> tops = new ArrayList<>();
        List<Spread> spent = new ArrayList<>();
        for (Side side : sides) {
            List<Round> of = rounds.get(side.alone());
            tops.add(Bench.spread(of, round -> round.measured().eventsPerSecond()));
            spent.add(Bench.spread(of, round -> round.figures().get("multiplyAdds")));
        }
        double perSecond =
                PART_OF_TOP * tops.stream().mapToDouble(Spread::median).min().orElseThrow();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("parallelism", parallelism);
        row.put("top events/s", tops.get(0));
        row.put("the other policy's", tops.get(1));
        row.put("multiply-adds, other ÷ one", ratio(spent.get(1).median(), spent.get(0).median()));
        ExitsOfImages one = sides.get(0).exits();
        ExitsOfImages other = sides.get(1).exits();
        row.put("images told apart", one.differing(other));
        row.put("images unseen", one.unseen(other));
        row.put("fed events/s", Math.round(perSecond));
        swap(sides, parallelism, perSecond, row);
        return row;
    }

    private Map<Variant, List<Round>> alone(List<Side> sides, int parallelism) throws Exception {
        return bench.interleave(
                sides.stream().map(Side::alone).toList(),
                parallelism,
                (variant, answers) -> {
                    ExitsOfImages exits =
                            sides.get(variant == sides.get(0).alone() ? 0 : 1).exits();
                    return new ImageAnswers(images, CascadeBenchmark.EXITS)
                            .read(answers, exits::see);
                });
    }

    private void swap(List<Side> sides, int parallelism, double perSecond, Map<String, Object> row)
            throws Exception {
        String input = "fed-" + parallelism;
        String control = "control-" + parallelism;
        bench.topics().create(input);
        bench.topics().create(control, 1);
        Variant controlled = pipelines.controlled(sides.get(0).file(), input, control);
        bench.runner()
                .during(
                        controlled,
                        parallelism,
                        job -> {
                            try (PacedFeeder feeder =
                                    new PacedFeeder(
                                            bench.topics(), input, images::key, images::value)) {
                                swap(sides, job, feeder, control, perSecond, row);
                            }
                        });
    }

    private void swap(
            List<Side> sides,
            RunningJob job,
            PacedFeeder feeder,
            String control,
            double perSecond,
            Map<String, Object> row)
            throws Exception {
        feeder.first();
        job.awaitFirst();
        feeder.start(perSecond);
        Thread.sleep(bench.settings().length().warmUp().toMillis());
        List<Long> swaps = swaps(sides, control);
        long sent = feeder.end();
        job.awaitCommitted(sent);
        SwapAnswers answers =
                new SwapAnswers(
                        images, Math.toIntExact(sent), sides.stream().map(Side::exits).toList());
        answers.read(job.answers());
        row.put("feeder's latest ms", Math.round(feeder.latestMillis()));
        counts(answers, sent, swaps.size(), row);
        latencies(answers, feeder, sent, swaps, row);
    }

    /** Sends the policies in turn; when the broker has written each. */
    private List<Long> swaps(List<Side> sides, String control) throws Exception {
        List<Long> written = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = bench.topics().producer(0)) {
            for (int epoch = 1; epoch <= bench.settings().swaps(); epoch++) {
                Thread.sleep(BETWEEN_SWAPS_MILLIS);
                byte[] document = sides.get(epoch % sides.size()).document();
                ControlEnvelope message =
                        new ControlEnvelope(
                                ControlEnvelope.Kind.POLICY.name(),
                                "job",
                                epoch,
                                0,
                                document,
                                "",
                                null);
                written.add(
                        producer.send(
                                        new ProducerRecord<>(
                                                control, ControlEnvelopeCodec.encode(message)))
                                .get()
                                .timestamp());
            }
            Thread.sleep(BETWEEN_SWAPS_MILLIS);
        }
        return written;
    }

    private void counts(SwapAnswers answers, long sent, int swaps, Map<String, Object> row) {
        row.put("events", sent);
        row.put("swaps", swaps);
        must("lost", answers.lost(), 0, row);
        must("duplicated", answers.duplicated(), 0, row);
        must("mixed", answers.mixed(), 0, row);
        must("epoch goes back", answers.backwards(), 0, row);
        must("epochs", answers.epochsSeen(), swaps + 1L, row);
    }

    private void must(String name, long found, long expected, Map<String, Object> row) {
        row.put(name, found);
        if (found != expected) {
            broken.add(name + ": " + found + "; expected " + expected);
        }
    }

    private static void latencies(
            SwapAnswers answers,
            PacedFeeder feeder,
            long sent,
            List<Long> swaps,
            Map<String, Object> row) {
        List<Double> before = new ArrayList<>();
        List<Double> after = new ArrayList<>();
        for (int i = 1; i < sent; i++) {
            double due = feeder.dueMillis(i);
            for (long swap : swaps) {
                if (answers.isAnswered(i) && Math.abs(due - swap) < WINDOW_MILLIS) {
                    (due < swap ? before : after).add(answers.writtenMillis(i) - due);
                }
            }
        }
        double[] sortedBefore = sorted(before);
        double[] sortedAfter = sorted(after);
        double p99Before = quantile(sortedBefore, .99);
        double p99After = quantile(sortedAfter, .99);
        row.put("p50 ms before", tenths(quantile(sortedBefore, .5)));
        row.put("after", tenths(quantile(sortedAfter, .5)));
        row.put("p99 ms before", tenths(p99Before));
        row.put("p99 ms after", tenths(p99After));
        row.put("after ÷ before", ratio(p99After, p99Before));
        row.put("goal ≤ " + MOST_RATIO, p99After <= MOST_RATIO * p99Before ? "met" : "not met");
        List<Double> inForce = new ArrayList<>();
        for (int k = 0; k < swaps.size(); k++) {
            inForce.add((double) answers.firstWritten(k + 1L) - swaps.get(k));
        }
        row.put("ms to the first answer under it", Spread.of(inForce));
    }

    private static double[] sorted(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    private static double quantile(double[] sorted, double share) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static double ratio(double above, double below) {
        return Math.round(above / below * 1000) / 1000.0;
    }
}
