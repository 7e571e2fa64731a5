package io.sluice.fitting.experts;

import io.sluice.fitting.experts.ExpertReport.Gates;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.fit.ExpertEvaluation;
import io.sluice.gates.experts.fit.ExpertFit;
import io.sluice.gates.experts.fit.ExpertFitSettings;
import io.sluice.gates.experts.fit.ExpertGateFit;
import io.sluice.gates.experts.fit.ExpertGoal;
import io.sluice.gates.experts.fit.ExpertJudge;
import io.sluice.gates.experts.fit.ExpertProfile;
import io.sluice.gates.experts.fit.OptimalityGap;
import io.sluice.gates.fit.Bootstrap;
import io.sluice.gates.fit.Splits;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleFiles;
import io.sluice.kernel.bundle.StageSpec;
import java.util.List;
import java.util.Locale;

/**
 * From a router bundle and what experts answered to the same bundle with a choice of experts, and a
 * report. The same request gives the same bundle, byte for byte, on the same machine and JDK.
 */
public final class ExpertFitting {
    /** Rows that a policy carries for the coarse choice. */
    static final int SAMPLE_ROWS = 200;

    private static final String POLICY_VERSION = "1";
    private static final double LEVEL = 0.95;

    private final ExpertFitRequest request;

    /**
     * What came out.
     *
     * @param files the router bundle, not signed
     * @param report what is also in its file {@link ExpertReport#FILE}
     */
    public record Fitted(BundleFiles files, ExpertReport report) {}

    private ExpertFitting(ExpertFitRequest request) {
        this.request = request;
    }

    /**
     * Fits, and judges on the test rows.
     *
     * @throws IllegalArgumentException when there are no categories, rows are too few for the
     *     split, no expert keeps the limits of the first category, or no λ0 reaches the goal
     */
    public static Fitted fit(ExpertFitRequest request) {
        if (request.file().categories().isEmpty()) {
            throw new IllegalArgumentException(
                    "the experts file has no categories; a policy needs at least one");
        }
        return new ExpertFitting(request).fit();
    }

    /** What is known of an expert without its vector. */
    static ExpertProfile profile(ExpertsFile.Expert expert, Bundle bundle) {
        long multiplyAdds = multiplyAdds(bundle);
        return new ExpertProfile(
                expert.name(),
                bundle.hash(),
                expert.joules(multiplyAdds),
                ExpertsFile.millis(expert.computeTime()),
                expert.standbyWatts(),
                multiplyAdds);
    }

    private static long multiplyAdds(Bundle bundle) {
        return bundle.manifest().stages().stream().mapToLong(StageSpec::multiplyAdds).sum();
    }

    private Fitted fit() {
        Splits splits =
                Splits.stratified(
                        request.recorded().labels(),
                        request.recorded().classes(),
                        request.split(),
                        request.seed());
        ExpertFit.Fitted fitted = ExpertFit.fit(request.recorded(), splits, settings());
        ExpertReport report = report(fitted, splits);
        Policy policy = new Policy(POLICY_VERSION, "", FixedExit.full()).with(fitted.policy());
        return new Fitted(
                request.router()
                        .withPolicy(request.version(), policy, ExpertReport.FILE, report.json()),
                report);
    }

    private ExpertFitSettings settings() {
        ExpertsFile file = request.file();
        List<ExpertProfile> profiles =
                request.experts().entrySet().stream()
                        .map(entry -> profile(file.expert(entry.getKey()), entry.getValue()))
                        .toList();
        return new ExpertFitSettings(
                profiles,
                file.categories(),
                file.standbyWatts(),
                request.goal(),
                ExpertGateFit.Settings.DEFAULT,
                SAMPLE_ROWS,
                request.seed());
    }

    private ExpertReport report(ExpertFit.Fitted fitted, Splits splits) {
        Bundle router = request.router().open();
        OptimalityGap gap = fitted.gap();
        List<ExpertEvaluation> test =
                splits.test().length == 0
                        ? List.of()
                        : new ExpertJudge(
                                        request.recorded(),
                                        splits.test(),
                                        fitted.policy(),
                                        request.file().routerJoules(),
                                        new Bootstrap(request.seed(), request.resamples(), LEVEL))
                                .evaluate();
        return new ExpertReport(
                router.manifest().name() + "@" + request.version(),
                request.source(),
                new ExpertReport.Rows(
                        splits.fit().length,
                        splits.gates().length,
                        splits.calibration().length,
                        splits.test().length),
                new ExpertReport.Router(multiplyAdds(router), request.file().routerJoules()),
                request.experts().entrySet().stream()
                        .map(entry -> expert(entry.getKey(), entry.getValue()))
                        .toList(),
                gates(fitted),
                new ExpertReport.Gap(
                        request.gapTolerance(),
                        gap.largest(),
                        gap.exhaustive(),
                        gap.subsets().stream()
                                .map(
                                        subset ->
                                                new ExpertReport.Subset(
                                                        subset.experts(),
                                                        subset.masked(),
                                                        subset.retrained(),
                                                        subset.gap()))
                                .toList()),
                test);
    }

    private ExpertReport.Expert expert(String name, Bundle bundle) {
        ExpertsFile.Expert expert = request.file().expert(name);
        ExpertProfile profile = profile(expert, bundle);
        return new ExpertReport.Expert(
                name,
                bundle.manifest().id(),
                expert.device(),
                profile.multiplyAdds(),
                profile.joules(),
                profile.computeMillis());
    }

    private Gates gates(ExpertFit.Fitted fitted) {
        ExpertPolicy policy = fitted.policy();
        return new Gates(
                words(request.goal()),
                policy.temperature(),
                policy.correlation(),
                policy.costWeight(),
                policy.joulesScale(),
                fitted.calibrated().accuracy(),
                fitted.calibrated().meanJoules());
    }

    private static String words(ExpertGoal goal) {
        if (goal instanceof ExpertGoal.Keep keep) {
            return text(
                    "least energy that keeps %.4g %% of the accuracy of all", 100 * keep.share());
        }
        if (goal instanceof ExpertGoal.BestSingle best) {
            return text(
                    "least energy that is better than the best single expert by %.4g points",
                    100 * best.margin());
        }
        if (goal instanceof ExpertGoal.MaxJoules most) {
            return text("most accurate within %.4g J a request", most.joules());
        }
        return "a given cost weight";
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
