package io.sluice.gates.experts;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.Provenance;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replicas that are left out because of their known times are asked again, now and then. */
class ExplorationTest {
    private static final long SECOND = 1_000_000;
    private static final long PAUSE = FleetSettings.DEFAULT.exploreAfterMicros();
    private static final long SLOW = 500_000;
    private static final double LEFT_MILLIS = 100;

    private final FleetView fleet = new FleetView(FleetSettings.DEFAULT);

    /** One that is always in time, two that take 10 ms by the policy, one that takes 200 ms. */
    private final ExpertPolicy policy =
            new ExpertPolicy(
                    1,
                    List.of(
                            new ExpertSpec("first", "", new float[] {0, 1}, .1, 10, 3, 0),
                            new ExpertSpec("second", "", new float[] {0, 2}, 1, 10, 6, 0),
                            new ExpertSpec("steady", "", new float[] {0, 1}, .1, 10, 3, 0),
                            new ExpertSpec("vast", "", new float[] {0, 3}, 1, 200, 6, 0)),
                    .1,
                    .3,
                    0,
                    1,
                    Double.POSITIVE_INFINITY,
                    List.of(new ExpertCategory("default", LEFT_MILLIS, 9, 2)),
                    new float[][] {{0}},
                    new int[] {0});

    private final FleetChoice choice = new FleetChoice(policy, fleet);
    private final Candidates candidates = new Candidates();
    private final int first = policy.indexOf("first");
    private final int second = policy.indexOf("second");
    private final int steady = policy.indexOf("steady");
    private final int vast = policy.indexOf("vast");
    private long now = 100 * SECOND;
    private long sequence;

    @Test
    void whatWasSlowIsAskedAgainAfterAPauseByOneRequest() {
        steady();
        Replica replica = hear("a", "first", 5_000);
        long since = now;
        answer(replica, 150_000, 5_000);
        assertThat(experts()).isEqualTo(bit(steady));
        pass(since + PAUSE - 1);
        hear("a", "first", 5_000);
        assertThat(experts()).isEqualTo(bit(steady));
        pass(since + PAUSE);
        assertThat(experts()).isEqualTo(bit(steady) | bit(first));
        assertThat(candidates.millis(first)).as("at its best").isBetween(4., 10.);
        fleet.asked(replica, now);
        assertThat(experts()).isEqualTo(bit(steady));
        now += 7_000;
        fleet.answered(replica, now, 7_000, 0, 5_000);
        assertThat(experts()).as("it has recovered").isEqualTo(bit(steady) | bit(first));
        fleet.asked(replica, now);
        assertThat(experts()).as("by any number").isEqualTo(bit(steady) | bit(first));
    }

    @Test
    void aDeviceThatSaysItIsSlowIsBelievedUntilItAnswersFast() {
        steady();
        Replica replica = hear("a", "first", SLOW);
        assertThat(experts()).isEqualTo(bit(steady));
        pass(now + PAUSE);
        hear("a", "first", SLOW);
        assertThat(experts()).isEqualTo(bit(steady) | bit(first));
        answer(replica, 7_000, 5_000);
        hear("a", "first", SLOW);
        assertThat(experts()).as("its quantiles are of long ago").isEqualTo(all(first, steady));
        for (int i = 0; i < 3; i++) {
            answer(replica, SLOW / 2, SLOW / 2);
        }
        pass(now + PAUSE / 20);
        hear("a", "first", SLOW);
        assertThat(experts()).as("it is slow again").isEqualTo(bit(steady));
    }

    @Test
    void whatStaysSlowIsAskedLessAndLess() {
        steady();
        Replica replica = hear("a", "first", SLOW);
        int asked = 0;
        for (int second = 0; second < 600; second++) {
            pass(now + SECOND);
            hear("a", "first", SLOW);
            experts();
            if (candidates.mask() == all(first, steady)) {
                fleet.asked(replica, now);
                fleet.timedOut(replica, now);
                fleet.late(replica, now, SLOW, 0, SLOW);
                asked++;
            }
        }
        assertThat(asked).isBetween(18, 24);
    }

    @Test
    void aStallOfAllLeavesNoRequestWithoutAnybody() {
        Replica one = hear("a", "first", 5_000);
        Replica two = hear("b", "second", 5_000);
        Replica local = fleet.fixed("here", "steady", "", false);
        for (int i = 0; i < 4; i++) {
            fleet.asked(one, now);
            fleet.asked(two, now);
            fleet.asked(local, now);
        }
        now += 300_000;
        for (int i = 0; i < 4; i++) {
            fleet.timedOut(one, now);
            fleet.timedOut(two, now);
            fleet.timedOut(local, now);
            fleet.late(one, now, 300_000, 0, 5_000);
            fleet.late(two, now, 300_000, 0, 5_000);
            fleet.late(local, now, 300_000, 0, 5_000);
        }
        assertThat(fleet.predictedMicros(local, 10_000, now)).isGreaterThan(LEFT_MILLIS * 1e3);
        assertThat(experts()).isEqualTo(all(first, second, steady));
        fleet.asked(one, now);
        fleet.asked(two, now);
        fleet.asked(local, now);
        assertThat(experts())
                .as("more than one request each, as nobody else is there")
                .isEqualTo(all(first, second, steady));
        now += 7_000;
        fleet.answered(one, now, 7_000, 0, 5_000);
        assertThat(experts()).isEqualTo(bit(first));
    }

    @Test
    void anExpertThatIsNotInMemoryIsAskedSoThatItIsLoaded() {
        steady();
        HostedExpert cold = hosted("first", 5_000, 300_000);
        Replica replica = hear("a", 0, cold);
        assertThat(experts()).isEqualTo(bit(steady));
        pass(now + PAUSE);
        hear("a", 0, cold);
        assertThat(experts()).isEqualTo(all(first, steady));
        fleet.asked(replica, now);
        fleet.failed(replica, now + 90_000);
        pass(now + SECOND);
        hear("a", "first", 5_000);
        assertThat(experts()).as("loaded").isEqualTo(all(first, steady));
    }

    @Test
    void aLongQueueIsNoTimeOfBefore() {
        hear("a", 200_000, hosted("first", 5_000, 0));
        assertThat(experts()).isZero();
        pass(now + 10 * PAUSE);
        hear("a", 200_000, hosted("first", 5_000, 0));
        assertThat(experts()).isZero();
    }

    @Test
    void whatCannotBeInTimeAtItsBestIsNotTried() {
        hear("a", "vast", 200_000);
        assertThat(experts()).isZero();
        pass(now + 10 * PAUSE);
        hear("a", "vast", 200_000);
        assertThat(experts()).isZero();
        hear("a", "vast", 90_000);
        hear("a", "vast", 200_000);
        assertThat(experts()).as("it once was faster").isEqualTo(bit(vast));
    }

    @Test
    void anExpertThatIsOutOfPlayForItsTimesIsTriedWhereTheCallerAllowsIt() {
        steady();
        hear("a", "first", SLOW);
        long inPlay = bit(steady);
        choice.candidates(inPlay, policy.all(), LEFT_MILLIS, now, candidates);
        assertThat(candidates.mask()).isEqualTo(inPlay);
        pass(now + PAUSE);
        hear("a", "first", SLOW);
        choice.candidates(inPlay, inPlay, LEFT_MILLIS, now, candidates);
        assertThat(candidates.mask()).isEqualTo(inPlay);
        choice.candidates(inPlay, policy.all(), LEFT_MILLIS, now, candidates);
        assertThat(candidates.mask()).isEqualTo(all(first, steady));
        answer(fleet.find("a", "first"), 7_000, 5_000);
        choice.candidates(inPlay, policy.all(), LEFT_MILLIS, now, candidates);
        assertThat(candidates.mask()).as("in time, but out of play").isEqualTo(inPlay);
        CoarseResult coarse = CoarseChoice.solve(choice.problem(0, 1, 0, now), () -> false);
        assertThat(coarse.mask() & bit(first)).as("the coarse choice sees it").isNotZero();
    }

    @Test
    void oneExpertIsExploredAtATimeEachInItsTurn() {
        steady();
        Replica one = hear("a", "first", SLOW);
        hear("b", "second", SLOW);
        experts();
        pass(now + PAUSE);
        hear("a", "first", SLOW);
        hear("b", "second", SLOW);
        assertThat(experts()).isEqualTo(all(first, steady));
        assertThat(experts()).isEqualTo(all(second, steady));
        assertThat(experts()).isEqualTo(all(first, steady));
        fleet.asked(one, now);
        assertThat(experts()).as("not one directly after another").isEqualTo(bit(steady));
        now += PAUSE / 5;
        assertThat(experts()).isEqualTo(all(second, steady));
    }

    @Test
    void aHedgeIsNoExploration() {
        steady();
        hear("a", "first", SLOW);
        experts();
        pass(now + PAUSE);
        hear("a", "first", SLOW);
        choice.candidates(policy.all(), LEFT_MILLIS, now, replica -> false, candidates);
        assertThat(candidates.mask()).isEqualTo(bit(steady));
    }

    @Test
    void anAnswerToAnOlderRequestDoesNotDecideAnExploration() {
        steady();
        Replica replica = hear("a", "first", SLOW);
        experts();
        pass(now + PAUSE);
        hear("a", "first", SLOW);
        experts();
        fleet.asked(replica, now);
        fleet.late(replica, now + 1_000, SLOW, 0, SLOW);
        fleet.answered(replica, now + 7_000, 7_000, 0, 5_000);
        now += 7_000;
        assertThat(experts()).isEqualTo(all(first, steady));
    }

    /** An expert in this process, which is always in time. */
    private void steady() {
        fleet.fixed("here", "steady", "", false);
    }

    private long experts() {
        choice.candidates(policy.all(), LEFT_MILLIS, now, candidates);
        return candidates.mask();
    }

    private void pass(long until) {
        now = until;
    }

    private static long bit(int expert) {
        return 1L << expert;
    }

    private static long all(int one, int other) {
        return bit(one) | bit(other);
    }

    private static long all(int one, int other, int third) {
        return all(one, other) | bit(third);
    }

    private Replica hear(String device, String expert, long micros) {
        return hear(device, 0, hosted(expert, micros, 0));
    }

    private Replica hear(String device, long queueMicros, HostedExpert hosted) {
        ExpertTelemetry telemetry =
                new ExpertTelemetry(
                        device,
                        1,
                        ++sequence,
                        "requests",
                        "",
                        List.of(hosted),
                        queueMicros > 0 ? 9 : 0,
                        queueMicros,
                        Double.NaN,
                        Double.NaN,
                        0);
        assertThat(fleet.heard(telemetry, now)).isEqualTo(Heard.ACCEPTED);
        return fleet.find(device, hosted.name());
    }

    private static HostedExpert hosted(String expert, long micros, long loadMicros) {
        return new HostedExpert(
                expert,
                "",
                loadMicros == 0,
                loadMicros,
                micros,
                micros,
                micros,
                .01,
                Provenance.MEASURED,
                0);
    }

    private void answer(Replica replica, long took, long computed) {
        fleet.asked(replica, now);
        now += took;
        fleet.answered(replica, now, took, 0, computed);
    }
}
