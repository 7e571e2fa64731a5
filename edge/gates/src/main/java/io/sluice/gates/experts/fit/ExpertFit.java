package io.sluice.gates.experts.fit;

import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.fit.Splits;
import java.util.ArrayList;
import java.util.List;

/**
 * Fits a choice of experts: the vectors on the rows {@code fit}, τ and ρ on {@code gates}, λ0 on
 * {@code calibration}. The same arguments give the same policy.
 */
public final class ExpertFit {
    private final RecordedExperts recorded;
    private final Splits splits;
    private final ExpertFitSettings settings;

    /**
     * What came out.
     *
     * @param calibrated what the policy does with the calibration rows, as the first category
     */
    public record Fitted(ExpertPolicy policy, OptimalityGap gap, ExpertReplay calibrated) {}

    private ExpertFit(RecordedExperts recorded, Splits splits, ExpertFitSettings settings) {
        this.recorded = recorded;
        this.splits = splits;
        this.settings = settings;
    }

    /**
     * Fits.
     *
     * @throws IllegalArgumentException when profiles are of other experts, no expert keeps the
     *     limits of the first category, or no λ0 reaches the goal
     */
    public static Fitted fit(RecordedExperts recorded, Splits splits, ExpertFitSettings settings) {
        List<String> names = settings.profiles().stream().map(ExpertProfile::name).toList();
        if (!names.equals(recorded.names())) {
            throw new IllegalArgumentException(
                    "profiles of " + names + "; expected those of " + recorded.names());
        }
        return new ExpertFit(recorded, splits, settings).fit();
    }

    private Fitted fit() {
        int[] fit = splits.fit();
        int[] gates = splits.gates();
        float[][] vectors = ExpertGateFit.alone(recorded, fit, settings.gate());
        double temperature = 0;
        // τ is part of the vectors' loss and found on other rows: once with each one's own vectors,
        // once with those of all together.
        for (int round = 0; round < 2; round++) {
            temperature = GateTemperature.temperature(recorded, gates, vectors);
            vectors = ExpertGateFit.joint(recorded, fit, temperature, settings.gate());
        }
        ExpertPolicy independent = policy(vectors, temperature, 0);
        FeasibleExperts.mask(independent, settings.categories().get(0));
        double correlation = GateTemperature.correlation(recorded, gates, independent);
        ExpertPolicy free = policy(vectors, temperature, correlation);
        int[] calibration = splits.calibration();
        double lambda =
                new CostWeightChoice(recorded, calibration, free, settings.categories().get(0))
                        .find(settings.goal());
        ExpertPolicy policy = withCostWeight(free, lambda);
        int[] held = splits.test().length > 0 ? splits.test() : calibration;
        return new Fitted(
                policy,
                OptimalityGap.measure(
                        recorded,
                        fit,
                        held,
                        vectors,
                        temperature,
                        settings.gate(),
                        settings.seed()),
                ExpertReplay.choice(recorded, calibration, policy, settings.categories().get(0)));
    }

    private ExpertPolicy policy(float[][] vectors, double temperature, double correlation) {
        List<ExpertSpec> experts = new ArrayList<>();
        for (int n = 0; n < vectors.length; n++) {
            experts.add(settings.profiles().get(n).with(vectors[n]));
        }
        double dearest = experts.stream().mapToDouble(ExpertSpec::joules).max().orElseThrow();
        int[] calibration = splits.calibration();
        int rows = Math.min(settings.sampleRows(), calibration.length);
        float[][] sample = new float[rows][];
        int[] categories = new int[rows];
        for (int i = 0; i < rows; i++) {
            int row = calibration[(int) ((long) i * calibration.length / rows)];
            sample[i] = recorded.features()[row].clone();
            categories[i] = i % settings.categories().size();
        }
        return new ExpertPolicy(
                recorded.width(),
                experts,
                temperature,
                correlation,
                0,
                dearest > 0 ? dearest : 1,
                settings.standbyWatts(),
                settings.categories(),
                sample,
                categories);
    }

    /** The same policy with another λ0. */
    static ExpertPolicy withCostWeight(ExpertPolicy policy, double lambda) {
        return new ExpertPolicy(
                policy.features(),
                policy.experts(),
                policy.temperature(),
                policy.correlation(),
                lambda,
                policy.joulesScale(),
                policy.standbyWatts(),
                policy.categories(),
                policy.sample(),
                policy.sampleCategories());
    }
}
