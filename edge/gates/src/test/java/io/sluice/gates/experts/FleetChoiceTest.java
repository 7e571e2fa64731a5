package io.sluice.gates.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.Provenance;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetChoiceTest {
    private static final String HASH = "ab".repeat(32);
    private static final long NOW = 9_000_000;
    private static final double TRANSFER = FleetSettings.DEFAULT.firstTransferMicros() * 1e-3;

    private final FleetView fleet = new FleetView(FleetSettings.DEFAULT);
    private final ExpertPolicy policy =
            new ExpertPolicy(
                    1,
                    List.of(
                            new ExpertSpec("small", HASH, new float[] {0, 1}, .1, 10, 3, 0),
                            new ExpertSpec("large", "", new float[] {0, 2}, 1, 30, 6, 0)),
                    .1,
                    .3,
                    0,
                    1,
                    8,
                    List.of(
                            new ExpertCategory("default", 100, 2, 2),
                            new ExpertCategory("urgent", 20, 2, 1)),
                    new float[][] {{0}, {1}, {2}},
                    new int[] {0, 0, 0});
    private final FleetChoice choice = new FleetChoice(policy, fleet);
    private final Candidates candidates = new Candidates();
    private final int small = policy.indexOf("small");
    private final int large = policy.indexOf("large");

    @Test
    void theReplicaOfLeastEnergyInTimeIsTheCandidate() {
        hear("slow", "small", HASH, 60_000, .01);
        hear("fast", "small", HASH, 5_000, .5);
        choice.candidates(policy.all(), 100, NOW, candidates);
        assertThat(candidates.replica(small).device()).isEqualTo("slow");
        assertThat(candidates.joules(small)).isEqualTo(.01);
        choice.candidates(policy.all(), 50, NOW, candidates);
        assertThat(candidates.replica(small).device()).isEqualTo("fast");
        assertThat(candidates.millis(small)).isCloseTo(5 + TRANSFER, within(1e-9));
        choice.candidates(policy.all(), 1, NOW, candidates);
        assertThat(candidates.mask()).isZero();
    }

    @Test
    void onlyThoseInPlayAreCandidatesAndForAHedgeOnlyThoseNotAsked() {
        hear("a", "small", HASH, 5_000, .5);
        hear("b", "large", "", 5_000, .5);
        hear("c", "large", "", 5_000, .9);
        choice.candidates(1L << large, 100, NOW, candidates);
        assertThat(candidates.mask()).isEqualTo(1L << large);
        Replica asked = candidates.replica(large);
        choice.candidates(policy.all(), 100, NOW, asked::equals, candidates);
        assertThat(candidates.replica(large).device()).isEqualTo("c");
    }

    @Test
    void aReplicaOfAnotherBundleIsNoCandidateAndIsNamed() {
        hear("old", "small", "cd".repeat(32), 5_000, .5);
        hear("any", "large", "ef".repeat(32), 5_000, .5);
        choice.candidates(policy.all(), 100, NOW, candidates);
        assertThat(candidates.mask()).isEqualTo(1L << large);
        assertThat(choice.wrongBundles()).hasToString("[small on old]");
        hear("unsaid", "small", "", 5_000, .5);
        choice.candidates(policy.all(), 100, NOW, candidates);
        assertThat(candidates.replica(small).device()).isEqualTo("unsaid");
    }

    @Test
    void whereNobodyKnowsBetterThePolicysFiguresCount() {
        fleet.fixed("here", "large", "", false);
        choice.candidates(policy.all(), 100, NOW, candidates);
        assertThat(candidates.joules(large)).isEqualTo(1);
        assertThat(candidates.millis(large)).isCloseTo(30, within(1e-9));
        assertThat(candidates.isRemote(large)).isFalse();
    }

    @Test
    void theProblemHasWhatARequestWithAllItsTimeWouldGet() {
        hear("slow", "small", HASH, 60_000, .01);
        hear("fast", "small", HASH, 5_000, .5);
        CoarseProblem roomy = choice.problem(0, 4, 0, NOW);
        assertThat(roomy.millis()[small]).isCloseTo(64 + TRANSFER, within(1e-9));
        assertThat(roomy.joules()[small]).isEqualTo(.01);
        assertThat(roomy.millis()[large]).isInfinite();
        assertThat(roomy.mostAsked()).isEqualTo(2);
        assertThat(roomy.mostMillis()).isEqualTo(100);
        assertThat(roomy.mostJoules()).isEqualTo(2);
        assertThat(roomy.mostWatts()).isEqualTo(8);
        assertThat(roomy.losses()).hasDimensions(3, 2);
        CoarseProblem urgent = choice.problem(1, 4, 0, NOW);
        assertThat(urgent.millis()[small]).isCloseTo(9 + TRANSFER, within(1e-9));
        assertThat(urgent.joules()[small]).isEqualTo(.5);
        assertThat(urgent.losses()).as("no rows of its own").hasDimensions(3, 2);
    }

    @Test
    void standbyPowerOfExpertsInPlayElsewhereIsSpentAnyway() {
        CoarseProblem problem = choice.problem(0, 0, 1L << large, NOW);
        assertThat(problem.watts()[large]).isZero();
        assertThat(problem.watts()[small]).isEqualTo(3);
        assertThat(problem.mostWatts()).isEqualTo(2);
    }

    @Test
    void saysWhatBudgetWouldDoWhenNoReplicaIsInTime() {
        hear("slow", "small", HASH, 60_000, .01);
        CoarseResult result = CoarseChoice.solve(choice.problem(1, 4, 0, NOW), () -> false);
        assertThat(result.mask()).isZero();
        assertThat(result.shortage()).isEqualTo("latency-millis 20.0 is too little: it takes 66.0");
        assertThat(policy.experts().get(result.shortages().get(0).expert()).name())
                .isEqualTo("small");
    }

    @Test
    void aPolicyWithoutExpertsAsksNobody() {
        FleetChoice none = new FleetChoice(Experts.policy(1, new ArrayList<>(), 0, 0), fleet);
        none.candidates(-1L, 100, NOW, candidates);
        assertThat(candidates.mask()).isZero();
        CoarseResult result = CoarseChoice.solve(none.problem(0, 4, 0, NOW), () -> false);
        assertThat(result.shortage()).isEqualTo("no replica of any expert can be asked");
    }

    @Test
    void whatAppearsLaterIsSeen() {
        choice.candidates(policy.all(), 100, NOW, candidates);
        assertThat(candidates.mask()).isZero();
        hear("a", "small", HASH, 5_000, .5);
        choice.candidates(policy.all(), 100, NOW, candidates);
        assertThat(candidates.mask()).isEqualTo(1L << small);
        fleet.left("a");
        choice.candidates(policy.all(), 100, NOW, candidates);
        assertThat(candidates.mask()).isZero();
    }

    private void hear(String device, String expert, String bundle, long p95, double joules) {
        HostedExpert hosted =
                new HostedExpert(
                        expert, bundle, true, 0, 1, p95, p95, joules, Provenance.MEASURED, 0);
        ExpertTelemetry telemetry =
                new ExpertTelemetry(
                        device,
                        1,
                        1,
                        "requests",
                        "",
                        List.of(hosted),
                        0,
                        0,
                        Double.NaN,
                        Double.NaN,
                        0);
        assertThat(fleet.heard(telemetry, NOW)).isEqualTo(Heard.ACCEPTED);
    }
}
