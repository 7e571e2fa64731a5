package io.sluice.proof.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.experts.fit.ExpertEvaluation;
import io.sluice.gates.experts.fit.ExpertEvaluation.Strategy;
import io.sluice.gates.experts.fit.ExpertFit;
import io.sluice.gates.experts.fit.ExpertFitSettings;
import io.sluice.gates.experts.fit.ExpertGateFit;
import io.sluice.gates.experts.fit.ExpertGoal;
import io.sluice.gates.experts.fit.ExpertJudge;
import io.sluice.gates.experts.fit.ExpertProfile;
import io.sluice.gates.experts.fit.RecordedExperts;
import io.sluice.gates.fit.Bootstrap;
import io.sluice.gates.fit.SplitShares;
import io.sluice.gates.fit.Splits;
import io.sluice.proof.ProofTable;
import io.sluice.proof.data.ClothingImages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The expert example's simulated fleet on the 10,000 test images of Fashion-MNIST. The operating
 * point is the policy of {@code jobs/examples/experts/bundles/router}, category {@code default}; it
 * and the two claims were written down before a test image was looked at (README.md there).
 */
class ClothingFleetProof {
    private static final Bootstrap BOOTSTRAP = new Bootstrap(1, 10_000, .95);

    private static ClothingFleet fleet;
    private static RecordedExperts test;
    private static ExpertEvaluation judged;

    @BeforeAll
    static void judge() throws IOException {
        assumeTrue(ClothingImages.areThere(), "dataset-fashion-mnist is not installed");
        fleet = new ClothingFleet();
        test = fleet.test();
        judged = judge(fleet.policy());
        write();
    }

    @Test
    void theChoiceIsAtLeastAsAccurateAsTheBestSingleExpertAtNoMoreEnergy() {
        Strategy choice = judged.strategy(ExpertEvaluation.CHOICE);
        Strategy best = judged.strategy(judged.bestSingle());

        assertThat(choice.accuracy().estimate()).isGreaterThanOrEqualTo(best.accuracy().estimate());
        assertThat(choice.joules()).isLessThanOrEqualTo(best.joules());
    }

    @Test
    void theChoiceKeeps97PercentOfAllAtHalfTheirEnergy() {
        double equal =
                judged.strategy(ExpertEvaluation.CHOICE).accuracy().estimate()
                        / judged.strategy(ExpertEvaluation.ALL_EQUAL).accuracy().estimate();

        assertThat(judged.keptOfAll()).isGreaterThanOrEqualTo(.97);
        assertThat(equal).as("of all, weighted equally").isGreaterThanOrEqualTo(.97);
        assertThat(judged.joulesOfAll()).isLessThanOrEqualTo(.5);
    }

    /**
     * Each expert is left out of a joint fit on the held-out images and then joins by a vector of
     * its own. In the mean over the five that loses at most half a point against fitting all
     * together, at the same price of energy.
     */
    @Test
    void anExpertThatJoinsByAVectorOfItsOwnLosesLittleAgainstFittingAllTogether()
            throws IOException {
        RecordedExperts held = fleet.held();
        Splits splits =
                Splits.stratified(
                        held.labels(), held.classes(), new SplitShares(.4, .15, .25, .2), 1);
        ExpertGoal price = new ExpertGoal.CostWeight(fleet.policy().costWeight());
        ExpertEvaluation together = judge(fit(held, splits, fleet.profiles(), price));
        ProofTable table =
                new ProofTable("An expert that joins later")
                        .header("expert", "without it", "joins alone", "all together", "asked for");
        double lost = 0;
        for (ExpertProfile joins : fleet.profiles()) {
            Set<String> others = new TreeSet<>(held.names());
            others.remove(joins.name());
            ExpertPolicy without =
                    fit(
                            held.only(others),
                            splits,
                            fleet.profiles().stream()
                                    .filter(p -> others.contains(p.name()))
                                    .toList(),
                            price);
            ExpertPolicy joined = without.with(alone(held, splits, joins));
            ExpertEvaluation after = judge(joined);
            ExpertEvaluation before = judge(without, test.only(others));
            lost += accuracy(together) - accuracy(after);
            table.row(
                    joins.name(),
                    figures(before),
                    figures(after),
                    figures(together),
                    ProofTable.percent(
                            after.strategy(ExpertEvaluation.CHOICE).shares().get(joins.name())));
        }
        table.write("clothing-fleet-joins");

        assertThat(lost / fleet.profiles().size()).isLessThanOrEqualTo(.005);
    }

    private static ExpertSpec alone(RecordedExperts held, Splits splits, ExpertProfile joins) {
        int[] rows = splits.fit();
        int index = held.names().indexOf(joins.name());
        return joins.with(
                ExpertGateFit.alone(
                        held.features(),
                        rows,
                        held.losses(index, rows),
                        ExpertGateFit.Settings.DEFAULT));
    }

    private static ExpertPolicy fit(
            RecordedExperts held, Splits splits, List<ExpertProfile> profiles, ExpertGoal goal) {
        return sameScale(
                ExpertFit.fit(
                                held,
                                splits,
                                new ExpertFitSettings(
                                        profiles,
                                        fleet.file().categories(),
                                        Double.POSITIVE_INFINITY,
                                        goal,
                                        ExpertGateFit.Settings.DEFAULT,
                                        64,
                                        1))
                        .policy());
    }

    /** A price means the same in all policies only when they divide joules by the same number. */
    private static ExpertPolicy sameScale(ExpertPolicy policy) {
        return new ExpertPolicy(
                policy.features(),
                policy.experts(),
                policy.temperature(),
                policy.correlation(),
                policy.costWeight(),
                fleet.policy().joulesScale(),
                policy.standbyWatts(),
                policy.categories(),
                policy.sample(),
                policy.sampleCategories());
    }

    private static ExpertEvaluation judge(ExpertPolicy policy) {
        return judge(policy, test);
    }

    private static ExpertEvaluation judge(ExpertPolicy policy, RecordedExperts recorded) {
        int[] all = IntStream.range(0, recorded.rows()).toArray();
        return new ExpertJudge(recorded, all, policy, fleet.file().routerJoules(), BOOTSTRAP)
                .evaluate(policy.categories().get(0));
    }

    private static double accuracy(ExpertEvaluation evaluation) {
        return evaluation.strategy(ExpertEvaluation.CHOICE).accuracy().estimate();
    }

    private static String figures(ExpertEvaluation evaluation) {
        return String.format(
                Locale.ROOT,
                "%.2f %%, %.3f mJ",
                100 * accuracy(evaluation),
                1e3 * evaluation.strategy(ExpertEvaluation.CHOICE).joules());
    }

    private static void write() throws IOException {
        ProofTable table =
                new ProofTable("Experts on a simulated fleet, 10,000 test images")
                        .header(
                                "what",
                                "accuracy (95 %)",
                                "above the best single, points (95 %)",
                                "mJ",
                                "asked");
        for (Strategy strategy : judged.strategies()) {
            table.row(
                    strategy.name(),
                    String.format(
                            Locale.ROOT,
                            "%.2f %% (%.2f to %.2f)",
                            100 * strategy.accuracy().estimate(),
                            100 * strategy.accuracy().lower(),
                            100 * strategy.accuracy().upper()),
                    String.format(
                            Locale.ROOT,
                            "%+.2f (%+.2f to %+.2f)",
                            100 * strategy.overBestSingle().estimate(),
                            100 * strategy.overBestSingle().lower(),
                            100 * strategy.overBestSingle().upper()),
                    String.format(Locale.ROOT, "%.3f", 1e3 * strategy.joules()),
                    String.format(Locale.ROOT, "%.2f", strategy.asked()));
        }
        List<String> shares = new ArrayList<>();
        judged.strategy(ExpertEvaluation.CHOICE)
                .shares()
                .forEach((name, share) -> shares.add(name + " " + ProofTable.percent(share)));
        table.text(
                "Best single expert: %s. The choice keeps %.2f %% of the accuracy of all with %.1f %%"
                        + " of their energy, and asks %s.",
                judged.bestSingle(),
                100 * judged.keptOfAll(),
                100 * judged.joulesOfAll(),
                String.join(", ", shares));
        table.write("clothing-fleet");
    }
}
