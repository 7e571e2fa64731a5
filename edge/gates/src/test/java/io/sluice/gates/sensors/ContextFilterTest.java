package io.sluice.gates.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContextFilterTest {
    private static final int CONTEXTS = 3;
    private static final int STEPS = 5;

    private final Workspace space = new Workspace();

    /** Against the sum over every path of contexts through every tick, gaps included. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isTheSumOverAllPaths(long seed) {
        Random random = new Random(seed);
        double[] start = distribution(random);
        double[][] transition = distributions(random);
        double[][] confusion = distributions(random);
        List<Emission> emissions =
                List.of(
                        new Emission(scores(random, 2), random.nextDouble()),
                        Emission.NONE,
                        new Emission(scores(random, 1), 1));
        ContextFilter filter =
                new ContextFilter(List.of("a", "b", "c"), start, transition, emissions, confusion);
        int[] gaps = {0, 1, 3, 2, 1};
        int ticks = Arrays.stream(gaps).sum() + 1;
        double[][] likelihood = new double[ticks][CONTEXTS];
        for (double[] row : likelihood) {
            Arrays.fill(row, 1);
        }
        double[] belief = filter.start();
        int tick = 0;
        for (int step = 0; step < STEPS; step++) {
            tick += gaps[step];
            int present = random.nextInt(8);
            int label = random.nextInt(CONTEXTS + 1) - 1;
            float[][] summaries = {
                {random.nextFloat(), random.nextFloat()}, {9}, {random.nextFloat()}
            };
            for (int c = 0; c < CONTEXTS; c++) {
                likelihood[tick][c] =
                        likelihood(emissions, confusion, summaries, present, label, c);
            }
            filter.step(belief, summaries, present, label, gaps[step], space);
            double[] expected = byPaths(start, transition, likelihood, tick);
            for (int c = 0; c < CONTEXTS; c++) {
                assertThat(belief[c]).isCloseTo(expected[c], within(1e-6));
            }
        }
    }

    private static double[] byPaths(
            double[] start, double[][] transition, double[][] likelihood, int last) {
        double[] sums = new double[CONTEXTS];
        int paths = (int) Math.pow(CONTEXTS, last + 1);
        for (int path = 0; path < paths; path++) {
            int rest = path;
            int context = rest % CONTEXTS;
            double probability = start[context] * likelihood[0][context];
            for (int t = 1; t <= last; t++) {
                rest /= CONTEXTS;
                int next = rest % CONTEXTS;
                probability *= transition[context][next] * likelihood[t][next];
                context = next;
            }
            sums[context] += probability;
        }
        double total = Arrays.stream(sums).sum();
        return Arrays.stream(sums).map(sum -> sum / total).toArray();
    }

    private static double likelihood(
            List<Emission> emissions,
            double[][] confusion,
            float[][] summaries,
            int present,
            int label,
            int context) {
        double log = 0;
        for (int m = 0; m < summaries.length; m++) {
            Emission emission = emissions.get(m);
            if ((present >> m & 1) != 0 && emission.weights().length > 0) {
                float[] row = emission.weights()[context];
                double score = row[row.length - 1];
                for (int i = 0; i < row.length - 1; i++) {
                    score += row[i] * summaries[m][i];
                }
                log += emission.trust() * score;
            }
        }
        return Math.exp(log) * (label < 0 ? 1 : confusion[context][label]);
    }

    /** A^n by powers of two is A applied n times. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 17, 64, 1000})
    void aGapOfNTicksIsNTransitions(long ticks) {
        ContextFilter filter = Weather.filter();
        double[] jumped = {.7, .2, .1};
        double[] walked = jumped.clone();
        filter.step(jumped, null, 0, -1, ticks, space);
        for (long i = 0; i < ticks; i++) {
            filter.step(walked, null, 0, -1, 1, space);
        }
        for (int c = 0; c < CONTEXTS; c++) {
            assertThat(jumped[c]).isCloseTo(walked[c], within(1e-12));
        }
    }

    @Test
    void afterVeryLongGapsNothingIsKnownAnyMore() {
        double[] belief = {0, 0, 1};
        Weather.filter().step(belief, null, 0, -1, Long.MAX_VALUE, space);
        for (double probability : belief) {
            assertThat(probability).isCloseTo(1 / 3., within(1e-9));
        }
    }

    @Test
    void aModalityWithoutTrustOrWithScoresThatAreNoneSaysNothing() {
        ContextFilter filter = Weather.filter();
        double[] silent = filter.start();
        filter.step(silent, null, 0, -1, 1, space);
        double[] broken = filter.start();
        float[][] summaries = {{Float.MAX_VALUE}, {Float.NaN}, {Float.NaN}};
        filter.step(broken, summaries, Weather.ALL, -1, 1, space);
        assertThat(broken).isEqualTo(silent);
    }

    @Test
    void strongEvidenceNeverMakesABeliefThatIsNone() {
        ContextFilter filter = Weather.filter();
        double[] belief = filter.start();
        for (int i = 0; i < 2000; i++) {
            float strong = i % 7 < 3 ? 1e6f : -1e6f;
            filter.step(
                    belief, new float[][] {{strong}, {0}, {-strong}}, Weather.ALL, i % 3, 1, space);
            assertThat(Arrays.stream(belief).sum()).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void evidenceThatLeavesNoContextPossibleIsDropped() {
        double[][] sure = {{1, 0}, {0, 1}};
        ContextFilter filter =
                new ContextFilter(List.of("a", "b"), new double[] {1, 0}, sure, List.of(), sure);
        double[] belief = filter.start();
        filter.step(belief, null, 0, 1, 1, space);
        assertThat(belief).containsExactly(1, 0);
    }

    @Test
    void refusesWhatIsNoChain() {
        double[] start = {.5, .5};
        double[][] none = {};
        assertThatThrownBy(
                        () ->
                                new ContextFilter(
                                        List.of("a", "b"),
                                        start,
                                        new double[][] {{.5, .4}, {.5, .5}},
                                        List.of(),
                                        none))
                .hasMessageContaining("transitions have [0.5, 0.4]; expected 2 probabilities");
        assertThatThrownBy(() -> new ContextFilter(List.of("a", "a"), start, none, List.of(), none))
                .hasMessageContaining("none twice");
        assertThatThrownBy(() -> Weather.filter().step(start, null, 0, -1, -1, space))
                .hasMessageContaining("-1 ticks");
        assertThatThrownBy(() -> Weather.filter().step(start, null, 0, 3, 1, space))
                .hasMessageContaining("context 3; expected -1 or an index of [clear, fog, rain]");
        assertThatThrownBy(() -> new Emission(new float[][] {{1, 2}}, 1.5))
                .hasMessageContaining("1.5");
    }

    private static double[] distribution(Random random) {
        double[] values = new double[CONTEXTS];
        for (int c = 0; c < CONTEXTS; c++) {
            values[c] = .05 + random.nextDouble();
        }
        double sum = Arrays.stream(values).sum();
        return Arrays.stream(values).map(value -> value / sum).toArray();
    }

    private static double[][] distributions(Random random) {
        return new double[][] {distribution(random), distribution(random), distribution(random)};
    }

    private static float[][] scores(Random random, int features) {
        float[][] rows = new float[CONTEXTS][features + 1];
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) (2 * random.nextGaussian());
            }
        }
        return rows;
    }
}
