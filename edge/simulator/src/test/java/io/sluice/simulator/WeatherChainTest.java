package io.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeatherChainTest {
    private static final List<Double> SHARES = List.of(0.5, 0.3, 0.2);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 240, 3600})
    void sharesAreStationaryHoweverFastItChanges(int redrawSeconds) {
        double[][] transitions = chain(redrawSeconds).transitions();

        for (int to = 0; to < SHARES.size(); to++) {
            double after = 0;
            for (int from = 0; from < SHARES.size(); from++) {
                after += SHARES.get(from) * transitions[from][to];
            }
            assertThat(after).isCloseTo(SHARES.get(to), within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 60})
    void aLongRunHasTheSharesAndTheTransitions(int redrawSeconds) {
        WeatherChain chain = chain(redrawSeconds);
        SplitMix random = new SplitMix(redrawSeconds);
        int ticks = 400_000;
        int[] visits = new int[SHARES.size()];
        int[][] moves = new int[SHARES.size()][SHARES.size()];
        int context = chain.draw(random);
        for (int tick = 0; tick < ticks; tick++) {
            int next = chain.next(context, random);
            visits[context]++;
            moves[context][next]++;
            context = next;
        }

        for (int from = 0; from < SHARES.size(); from++) {
            double share = visits[from] / (double) ticks;
            assertThat(share).isCloseTo(SHARES.get(from), within(0.03));
            for (int to = 0; to < SHARES.size(); to++) {
                double moved = moves[from][to] / (double) visits[from];
                assertThat(moved).isCloseTo(chain.transitions()[from][to], within(0.01));
            }
        }
    }

    /** A stay in a context ends when a draw gives another one. */
    @Test
    void meanStay() {
        WeatherChain chain = chain(100);
        SplitMix random = new SplitMix(3);
        int context = chain.draw(random);
        int[] ticks = new int[SHARES.size()];
        int[] stays = new int[SHARES.size()];
        for (int tick = 0; tick < 2_000_000; tick++) {
            ticks[context]++;
            int next = chain.next(context, random);
            if (next != context) {
                stays[context]++;
            }
            context = next;
        }

        for (int c = 0; c < SHARES.size(); c++) {
            double expected = 100 / (1 - SHARES.get(c));
            double mean = ticks[c] / (double) stays[c];
            assertThat(mean).isCloseTo(expected, within(0.06 * expected));
        }
    }

    @Test
    void sharesSumToOne() {
        assertThatThrownBy(() -> new WeatherChain(List.of(0.5, 0.4), SECOND, SECOND))
                .hasMessage("the shares [0.5, 0.4] sum to 0.9; expected 1");
    }

    private static WeatherChain chain(int redrawSeconds) {
        return new WeatherChain(SHARES, Duration.ofSeconds(redrawSeconds), SECOND);
    }
}
