package io.sluice.gates.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.Prices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule table of methods.md 2.2, over the seven branches of 2.1, each a configuration. */
class RankingPredictorTest {
    private static final List<String> BRANCHES =
            List.of("radar", "left", "right", "lidar", "cameras", "cameras-lidar", "radar-lidar");
    private static final int[] NEEDS = {1, 2, 4, 8, 2 | 4, 2 | 4 | 8, 1 | 8};
    private static final List<String> CONTEXTS =
            List.of(
                    "city",
                    "junction",
                    "motorway",
                    "rural",
                    "rain",
                    "night",
                    "fog",
                    "snow",
                    "tiny");
    private static final int[] DAY = {4, 2, 1, 5, 6, 3, 0};
    private static final int[] MURK = {0, 6, 3};
    private static final RankingPredictor TABLE =
            new RankingPredictor(
                    new int[][] {DAY, DAY, DAY, DAY, {6, 0}, {6, 3}, MURK, MURK, MURK});

    @ParameterizedTest
    @CsvSource({
        "city,cameras right left cameras-lidar radar-lidar lidar radar",
        "junction,cameras right left cameras-lidar radar-lidar lidar radar",
        "motorway,cameras right left cameras-lidar radar-lidar lidar radar",
        "rural,cameras right left cameras-lidar radar-lidar lidar radar",
        "rain,radar-lidar radar",
        "night,radar-lidar lidar",
        "fog,radar radar-lidar lidar",
        "snow,radar radar-lidar lidar",
        "tiny,radar radar-lidar lidar"
    })
    void reproducesTheTable(String context, String ranking) {
        float[] losses = predict(certain(context));
        List<String> order = new ArrayList<>();
        IntStream.range(0, losses.length)
                .boxed()
                .filter(k -> losses[k] < 1)
                .sorted((a, b) -> Float.compare(losses[a], losses[b]))
                .forEach(k -> order.add(BRANCHES.get(k)));
        assertThat(order).containsExactly(ranking.split(" "));
    }

    @Test
    void theGateTakesTheFirstThatThePresentSensorsFeed() {
        ComputeGate gate =
                new ComputeGate(
                        new JointSelection(0, 0, 1), new double[] {1, 1, 1, 1, 2, 3, 2}, NEEDS);
        float[] city = predict(certain("city"));
        assertThat(gate.choose(city, 15, Prices.NONE)).isEqualTo(BRANCHES.indexOf("cameras"));
        assertThat(gate.choose(city, 15 & ~4, Prices.NONE)).isEqualTo(BRANCHES.indexOf("left"));
        assertThat(gate.choose(city, 1 | 8, Prices.NONE))
                .isEqualTo(BRANCHES.indexOf("radar-lidar"));
        float[] fog = predict(certain("fog"));
        assertThat(gate.choose(fog, 15 & ~1, Prices.NONE)).isEqualTo(BRANCHES.indexOf("lidar"));
    }

    @Test
    void theTableForTheSensorGateHasTheSameLosses() {
        float[][] table = TABLE.contextLoss(BRANCHES.size());
        for (String context : CONTEXTS) {
            assertThat(table[CONTEXTS.indexOf(context)]).isEqualTo(predict(certain(context)));
        }
    }

    @Test
    void refusesOrdersThatAreNone() {
        assertThatThrownBy(() -> new RankingPredictor(new int[][] {{0, 1, 0}}))
                .hasMessageContaining("ranking of context 0 is [0, 1, 0]");
        assertThatThrownBy(() -> TABLE.requireFits(Weather.STRUCTURE, 9))
                .hasMessageContaining("names configuration 5; expected an index of [camera, radar");
        assertThatThrownBy(() -> TABLE.requireFits(Weather.STRUCTURE, 3))
                .hasMessageContaining("rankings are for 9 contexts, but the context filter has 3");
    }

    private static double[] certain(String context) {
        double[] belief = new double[CONTEXTS.size()];
        Arrays.fill(belief, .05);
        belief[CONTEXTS.indexOf(context)] = .6;
        return belief;
    }

    private static float[] predict(double[] belief) {
        float[] losses = new float[BRANCHES.size()];
        TABLE.predict(new float[0][], 0, belief, losses, new Workspace());
        return losses;
    }
}
