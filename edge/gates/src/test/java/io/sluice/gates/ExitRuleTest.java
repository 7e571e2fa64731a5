package io.sluice.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExitRuleTest {
    private final Softmax softmax = new Softmax();
    private final ExitDecision decision = new ExitDecision();

    @Test
    void leavesAtTheThresholdAndAbove() {
        softmax.read(new float[] {0, 0}, 0, 2);
        assertThat(exits(CertaintyThreshold.confidence(.5f), Prices.NONE)).isTrue();
        assertThat(decision.isTie()).isTrue();
        assertThat(exits(CertaintyThreshold.confidence(.51f), Prices.NONE)).isFalse();
        assertThat(decision.isTie()).isFalse();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13})
    void aHigherPriceNeverMakesAnEventLeaveLater(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 1000; round++) {
            float[] logits = {
                random.nextFloat() * 4, random.nextFloat() * 4, random.nextFloat() * 4
            };
            softmax.read(logits, 0, 3);
            ExitRule rule = CertaintyThreshold.confidence(random.nextFloat());
            boolean before = false;
            for (double price = 0; price < 3; price += .25) {
                boolean now = exits(rule, job(price));
                assertThat(now || !before).isTrue();
                before = now;
            }
        }
    }

    @Test
    void aThresholdAboveOneLetsNobodyLeave() {
        softmax.read(new float[] {100, 0}, 0, 2);
        assertThat(exits(CertaintyThreshold.confidence(1.01f), Prices.NONE)).isFalse();
    }

    @Test
    void fullAndFixedIgnoreTheConfidence() {
        softmax.read(new float[] {100, 0}, 0, 2);
        assertThat(exits(FixedExit.full(), job(100))).isFalse();
        assertThat(exits(new FixedExit(0), Prices.NONE)).isTrue();
        assertThat(exits(new FixedExit(1), Prices.NONE)).isFalse();
    }

    @Test
    void refusesALadderOfAnotherLength() {
        assertThatThrownBy(() -> CertaintyThreshold.confidence(.9f).requireExits(3))
                .hasMessage("a ladder of 3 exits needs 2 thresholds, not 1");
        assertThatThrownBy(() -> new FixedExit(3).requireExits(3))
                .hasMessage("exit 3 does not exist; the ladder has exits 0 to 2");
        assertThatThrownBy(() -> CertaintyThreshold.confidence(Float.NaN))
                .hasMessageContaining("NaN");
    }

    @Test
    void pricesAddUpOverResourcesAndScopes() {
        Prices prices =
                Prices.of(
                        List.of(
                                new Price(Resource.JOULES, "job", .5),
                                new Price(Resource.JOULES, "device/1", .25),
                                new Price(Resource.BYTES, "job", 1)));
        assertThat(prices.pressure()).isEqualTo(1.75);
        assertThat(prices.of(Resource.JOULES)).isEqualTo(.75);
        assertThat(prices.of(Resource.MILLISECONDS)).isZero();
    }

    private boolean exits(ExitRule rule, Prices prices) {
        rule.decide(0, softmax, rule.initialState(), prices, decision);
        return decision.exits();
    }

    private static Prices job(double price) {
        return Prices.of(List.of(new Price(Resource.JOULES, "job", price)));
    }
}
