package io.sluice.fitting;

import io.sluice.gates.Policy;
import io.sluice.gates.PredictionSets;
import io.sluice.gates.fit.ExitFit;
import io.sluice.gates.fit.FitPhase;
import io.sluice.gates.fit.FitSample;
import io.sluice.gates.fit.FittedExits;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.LinearHead;
import io.sluice.gates.risk.ConformalQuantiles;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.BundleBuilder;
import io.sluice.kernel.bundle.BundleFiles;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From a frozen network and labelled rows to a bundle: records features, fits heads and gates,
 * chooses κ, computes prediction sets, and writes down what came out.
 *
 * <p>The same request gives the same bundle, byte for byte, on the same machine and JDK, unless its
 * costs are measured.
 */
public final class ExitFitting {
    private static final String POLICY_VERSION = "1";

    private final FitRequest request;
    private final KernelProvider provider;
    private final FitProgressListener listener;

    /**
     * What came out.
     *
     * @param files the bundle, not signed
     * @param report what is also in its file {@link FitReport#FILE}
     */
    public record Fitted(BundleFiles files, FitReport report) {}

    private ExitFitting(FitRequest request, KernelProvider provider, FitProgressListener listener) {
        this.request = request;
        this.provider = provider;
        this.listener = listener;
    }

    /**
     * Fits.
     *
     * @param provider runs the stages, on its first device
     * @throws IllegalArgumentException when rows are too few for the classes or the bound, or hold
     *     what makes a feature NaN; with what was found and what is needed
     * @throws io.sluice.kernel.KernelException when the provider cannot run a stage
     */
    public static Fitted fit(
            FitRequest request, KernelProvider provider, FitProgressListener listener) {
        return new ExitFitting(request, provider, listener).fit();
    }

    private Fitted fit() {
        requireCalibration();
        StageCosts costs = costs();
        int classes = request.classes().size();
        try (RecordedFeatures recorded =
                FeatureRecorder.record(
                        request.backbone(),
                        request.rows(),
                        provider,
                        request.settings().threads(),
                        listener)) {
            FitSample sample =
                    recorded.sample(request.rows().labels(), classes, costs.cumulativeShares());
            FittedExits fitted =
                    ExitFit.fit(
                            sample,
                            request.splits(),
                            request.settings(),
                            (phase, done, total) -> listener.progress(step(phase), done, total));
            return complete(sample, fitted, costs);
        }
    }

    private Fitted complete(FitSample sample, FittedExits fitted, StageCosts costs) {
        LadderLogits calibration = fitted.logits(sample, request.splits().calibration());
        ChosenRule chosen =
                ChosenRule.choose(
                        request.goal(),
                        new LambdaSearch.Found(
                                fitted.rule(), request.settings().objective(), fitted.lambda()),
                        fitted.logits(sample, request.splits().gates()),
                        calibration,
                        request.settings().seed());
        Optional<PredictionSets> sets = Optional.empty();
        if (request.missRate().isPresent()) {
            double missRate = request.missRate().getAsDouble();
            sets = Optional.of(ConformalQuantiles.of(chosen.rule(), calibration, missRate).sets());
        }
        List<Optional<LinearHead>> heads = new ArrayList<>();
        for (int exit = 0; exit < sample.exits(); exit++) {
            heads.add(fitted.head(exit));
        }
        List<BundleBuilder.Stage> stages = request.backbone().withHeads(heads);
        LadderLogits test = fitted.logits(sample, request.splits().test());
        FitReport report =
                new ReportWriter(request, fitted, chosen, sets, costs, StageCosts.counted(stages))
                        .report(calibration, test);
        return new Fitted(bundle(stages, policy(chosen, sets), report), report);
    }

    private BundleFiles bundle(List<BundleBuilder.Stage> stages, Policy policy, FitReport report) {
        BundleBuilder builder =
                new BundleBuilder(request.name(), request.version())
                        .classes(request.classes())
                        .policy(policy)
                        .file(FitReport.FILE, report.json());
        stages.forEach(builder::stage);
        int[] rows = goldenRows();
        return builder.samples(rows.length, samples(rows)).build(provider);
    }

    private static Policy policy(ChosenRule chosen, Optional<PredictionSets> sets) {
        Policy policy = new Policy(POLICY_VERSION, "", chosen.rule());
        if (chosen.guarantee().isPresent()) {
            policy = policy.with(chosen.guarantee().get());
        }
        return sets.isPresent() ? policy.with(sets.get()) : policy;
    }

    /** A bound that cannot be had is said before anything runs. */
    private void requireCalibration() {
        if (request.goal() instanceof FitGoal.Bound bound) {
            int rows = request.splits().calibration().length;
            long needed = bound.control(0).samplesNeeded();
            if (rows < needed) {
                throw new IllegalArgumentException(
                        "a bound of "
                                + bound.maxDisagreement()
                                + (bound.confidence() == 0
                                        ? " on the mean"
                                        : " with confidence " + bound.confidence())
                                + " needs at least "
                                + needed
                                + " calibration rows; the split gives "
                                + rows
                                + ". Bring more rows, give calibration a greater share, or ask for"
                                + " a looser bound");
            }
        }
    }

    /** Heads of zeros cost what trained ones do. */
    private StageCosts costs() {
        int classes = request.classes().size();
        List<Optional<LinearHead>> zeros = new ArrayList<>();
        for (Backbone.Stage stage : request.backbone().stages()) {
            float[] weights = new float[stage.keepsHead() ? 0 : classes * stage.width()];
            zeros.add(
                    stage.keepsHead()
                            ? Optional.empty()
                            : Optional.of(
                                    new LinearHead(
                                            classes, stage.width(), weights, new float[classes])));
        }
        List<BundleBuilder.Stage> stages = request.backbone().withHeads(zeros);
        if (!request.measuredCosts()) {
            return StageCosts.counted(stages);
        }
        List<TensorSpec> inputs = request.backbone().inputs();
        return StageCosts.measured(stages, inputs, request.rows(), provider, request.batch());
    }

    /** Rows that no head was trained on, if there are such, the first of them. */
    private int[] goldenRows() {
        int[] test = request.splits().test();
        int[] from = test.length > 0 ? test : request.splits().calibration();
        return Arrays.copyOf(from, Math.min(from.length, request.goldenRows()));
    }

    private Map<String, byte[]> samples(int[] rows) {
        Map<String, byte[]> samples = new LinkedHashMap<>();
        List<TensorSpec> inputs = request.backbone().inputs();
        for (int i = 0; i < inputs.size(); i++) {
            int rowBytes = inputs.get(i).rowBytes();
            ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(rows.length, rowBytes));
            for (int at = 0; at < rows.length; at++) {
                request.rows().read(rows[at], i, bytes, at * rowBytes);
            }
            samples.put(inputs.get(i).name(), bytes.array());
        }
        return Collections.unmodifiableMap(samples);
    }

    private static String step(FitPhase phase) {
        return switch (phase) {
            case SCAN -> "reading features";
            case WARM_UP -> "training heads";
            case ALTERNATION -> "training heads and gates in turn";
            case CROSS_FIT -> "training heads on parts of the rows";
            case GATES -> "fitting gates";
        };
    }
}
