package io.sluice.gates.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.experts.CoarseResult.Limit;
import io.sluice.gates.experts.CoarseResult.Shortage;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoarseChoiceTest {
    private static final BooleanSupplier NEVER = () -> false;
    private static final double ROUNDING = 1e-9;

    @Test
    void equalsEnumerationOnRandomProblems() {
        Random random = new Random(1);
        int infeasible = 0;
        for (int i = 0; i < 1_500; i++) {
            int experts = 1 + random.nextInt(16);
            CoarseProblem problem = CoarseInstances.wild(random, experts, 1 + random.nextInt(12));
            double[] enumerated = CoarseInstances.enumerate(problem);
            CoarseResult result = CoarseChoice.solve(problem, NEVER);
            assertThat(result.isExact()).isTrue();
            if (enumerated[0] == 0) {
                infeasible++;
                assertThat(result.mask()).as("problem %d", i).isZero();
                assertThat(result.shortages()).isNotEmpty();
            } else {
                assertThat(result.loss())
                        .as("problem %d", i)
                        .isCloseTo(enumerated[1], within(ROUNDING));
                assertThat(CoarseInstances.isAllowed(problem, result.mask())).isTrue();
                assertThat(CoarseInstances.loss(problem, result.mask()))
                        .isCloseTo(result.loss(), within(ROUNDING));
                assertThat(result.gap()).isZero();
                assertThat(result.shortages()).isEmpty();
            }
        }
        assertThat(infeasible).isBetween(50, 1_000);
    }

    @Test
    void equalsEnumerationWhereExpertsHaveTopics() {
        for (int seed = 0; seed < 30; seed++) {
            CoarseProblem problem = CoarseInstances.fleet(new Random(seed), 14, 40, 1 + seed % 4);
            assertThat(CoarseChoice.solve(problem, NEVER).loss())
                    .as("seed %d", seed)
                    .isCloseTo(CoarseInstances.enumerate(problem)[1], within(ROUNDING));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void isExactForTwentyFourExperts(int mostAsked) {
        CoarseProblem problem = CoarseInstances.fleet(new Random(5), 24, 512, mostAsked);
        CoarseResult result = CoarseChoice.solve(problem, NEVER);
        assertThat(result.isExact()).isTrue();
        assertThat(CoarseInstances.isAllowed(problem, result.mask())).isTrue();
    }

    @Test
    void isExactForTwentyFourExpertsWithoutStructure() {
        CoarseProblem problem = CoarseInstances.hard(new Random(2), 24, 128);
        assertThat(CoarseChoice.solve(problem, NEVER).isExact()).isTrue();
    }

    @Test
    void theOptimumLiesBetweenBoundAndLossWheneverItIsStopped() {
        CoarseProblem problem = CoarseInstances.hard(new Random(3), 16, 64);
        double optimum = CoarseInstances.enumerate(problem)[1];
        double lastGap = Double.POSITIVE_INFINITY;
        for (int nodes = 0; nodes < 60; nodes += 5) {
            CoarseResult result = CoarseChoice.solve(problem, after(nodes));
            assertThat(result.bound()).isLessThanOrEqualTo(optimum + ROUNDING);
            assertThat(result.loss()).isGreaterThanOrEqualTo(optimum - ROUNDING);
            assertThat(CoarseInstances.isAllowed(problem, result.mask())).isTrue();
            assertThat(result.gap()).isLessThanOrEqualTo(lastGap + ROUNDING);
            lastGap = result.gap();
        }
    }

    @Test
    void stoppedEarlyItSaysHowMuchBetterTheBestMightBe() {
        CoarseProblem problem = CoarseInstances.hard(new Random(4), 40, 256);
        CoarseResult result = CoarseChoice.solve(problem, after(100));
        assertThat(result.isExact()).isFalse();
        assertThat(result.gap()).isPositive().isLessThan(.02);
        assertThat(CoarseInstances.isAllowed(problem, result.mask())).isTrue();
    }

    @Test
    void isNeverWorseThanTheBestSingleExpert() {
        Random random = new Random(6);
        for (int i = 0; i < 300; i++) {
            CoarseProblem problem = CoarseInstances.wild(random, 12, 10);
            double single = 1;
            for (int n = 0; n < 12; n++) {
                if (CoarseInstances.isAllowed(problem, 1L << n)) {
                    single = Math.min(single, CoarseInstances.loss(problem, 1L << n));
                }
            }
            assertThat(CoarseChoice.solve(problem, NEVER).loss())
                    .isLessThanOrEqualTo(single + ROUNDING);
        }
    }

    @Test
    void looserLimitsAreNeverWorse() {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            CoarseProblem tight = CoarseInstances.wild(random, 12, 10);
            CoarseProblem loose =
                    limits(
                            tight,
                            tight.mostMillis() * 1.2,
                            tight.mostJoules() * 1.2,
                            tight.mostWatts() * 1.2);
            assertThat(CoarseChoice.solve(loose, NEVER).loss())
                    .isLessThanOrEqualTo(CoarseChoice.solve(tight, NEVER).loss() + ROUNDING);
        }
    }

    @Test
    void namesTheLimitThatBindsAndWhatWouldDo() {
        CoarseProblem problem = small(new double[] {80, 60}, new double[] {1, 2});
        assertThat(CoarseChoice.solve(limits(problem, 50, 5, 9), NEVER).shortages())
                .containsExactly(new Shortage(Limit.LATENCY_MILLIS, 1, 50, 60));
        assertThat(CoarseChoice.solve(limits(problem, 100, .5, 9), NEVER).shortage())
                .isEqualTo("joules-per-request 0.5 is too little: it takes 1.0");
        assertThat(CoarseChoice.solve(limits(problem, 100, 5, 2), NEVER).shortage())
                .isEqualTo("standby-watts 2.0 is too little: it takes 3.0");
    }

    @Test
    void namesAllLimitsThatKeepTheNearestExpertOut() {
        CoarseProblem problem = small(new double[] {80, 500}, new double[] {1.5, .1});
        assertThat(CoarseChoice.solve(limits(problem, 50, 1, 9), NEVER).shortages())
                .containsExactly(
                        new Shortage(Limit.LATENCY_MILLIS, 0, 50, 80),
                        new Shortage(Limit.JOULES_PER_REQUEST, 0, 1, 1.5));
    }

    @Test
    void saysWhenNobodyCanBeAsked() {
        double none = Double.POSITIVE_INFINITY;
        CoarseProblem problem = small(new double[] {none, none}, new double[] {1, 2});
        CoarseResult result = CoarseChoice.solve(problem, NEVER);
        assertThat(result.mask()).isZero();
        assertThat(result.shortage()).isEqualTo("no replica of any expert can be asked");
    }

    @Test
    void whatIsSaidToBeNeededDoes() {
        Random random = new Random(8);
        int tried = 0;
        while (tried < 200) {
            CoarseProblem problem = CoarseInstances.wild(random, 1 + random.nextInt(6), 4);
            CoarseResult result = CoarseChoice.solve(problem, NEVER);
            if (result.mask() != 0) {
                continue;
            }
            tried++;
            double[] limits = {problem.mostMillis(), problem.mostJoules(), problem.mostWatts()};
            for (Shortage shortage : result.shortages()) {
                limits[shortage.limit().ordinal() - 1] = shortage.needed();
            }
            CoarseProblem enough = limits(problem, limits[0], limits[1], limits[2]);
            assertThat(CoarseChoice.solve(enough, NEVER).mask()).isNotZero();
        }
    }

    @Test
    void refusesRowsOfAnotherLength() {
        assertThatThrownBy(
                        () ->
                                new CoarseProblem(
                                        new float[][] {{1, 2, 3}},
                                        new double[2],
                                        new double[2],
                                        new double[2],
                                        1,
                                        1,
                                        1,
                                        1))
                .hasMessage("a row of 3 losses; expected 2");
    }

    private static CoarseProblem small(double[] millis, double[] joules) {
        return new CoarseProblem(
                new float[][] {{.1f, .2f}}, millis, joules, new double[] {3, 4}, 2, 50, 5, 9);
    }

    private static CoarseProblem limits(
            CoarseProblem problem, double millis, double joules, double watts) {
        return new CoarseProblem(
                problem.losses(),
                problem.millis(),
                problem.joules(),
                problem.watts(),
                problem.mostAsked(),
                millis,
                joules,
                watts);
    }

    private static BooleanSupplier after(int times) {
        int[] asked = {0};
        return () -> asked[0]++ >= times;
    }
}
