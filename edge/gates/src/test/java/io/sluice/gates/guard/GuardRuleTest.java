package io.sluice.gates.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.ExitRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardRuleTest {
    private static final double BOUND = .02;

    private final GuardRule guard = new GuardRule();

    @Test
    void asksForTheNextLevelWhenThePromiseIsBroken() {
        GuardOrder order = disagree(guard, "1", 4, 0);
        assertThat(order.epoch()).isEqualTo(5);
        assertThat(order.notBeforeMillis()).isEqualTo(400);
        assertThat(order.isRepeated()).isFalse();
        assertThat(order.message().level()).isEqualTo(1);
        assertThat(order.message().policyVersion()).isEqualTo("1");
        assertThat(order.message().shadowRuns()).isEqualTo(guard.shadowRuns()).isLessThan(10);
        assertThat(order.message().disagreements()).isEqualTo(guard.shadowRuns());
        assertThat(order.message().lower()).isGreaterThan(BOUND);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void keepsStillAsLongAsThePromiseIsKept(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            assertThat(guard.observe(result("1", 0, 0, random.nextDouble() > .01), true)).isEmpty();
        }
        assertThat(guard.upper()).isLessThan(BOUND);
    }

    @Test
    void asksOnceAndWaits() {
        disagree(guard, "1", 4, 0);
        for (int i = 1; i < GuardRule.PATIENCE; i++) {
            assertThat(guard.observe(result("1", 4, 0, false), true)).isEmpty();
        }
        GuardOrder again = guard.observe(result("1", 4, 0, false), true).orElseThrow();
        assertThat(again.epoch()).isEqualTo(5);
        assertThat(again.isRepeated()).isTrue();
    }

    @Test
    void asksAgainUnderAHigherEpochWhenItsNumberWasTaken() {
        disagree(guard, "1", 4, 0);
        GuardOrder again = guard.observe(result("1", 5, 0, true), true).orElseThrow();
        assertThat(again.epoch()).isEqualTo(6);
        assertThat(again.notBeforeMillis()).isEqualTo(500);
        assertThat(again.message().level()).isEqualTo(1);
        assertThat(again.isRepeated()).isTrue();
    }

    @Test
    void eachLevelAndPolicyIsAMeasureOfItsOwn() {
        disagree(guard, "1", 4, 0);
        guard.observe(result("1", 5, 1, true), true);
        assertThat(guard.level()).isEqualTo(1);
        assertThat(guard.shadowRuns()).isEqualTo(1);

        // A task that had not yet read the message.
        assertThat(guard.observe(result("1", 4, 0, false), true)).isEmpty();
        assertThat(guard.shadowRuns()).isEqualTo(1);

        // Prices in between change nothing.
        guard.observe(result("1", 6, 1, true), true);
        guard.observe(result("1", 5, 1, true), true);
        assertThat(guard.shadowRuns()).isEqualTo(3);

        guard.observe(result("2", 7, 0, true), true);
        assertThat(guard.level()).isZero();
        assertThat(guard.shadowRuns()).isEqualTo(1);
    }

    @Test
    void goesUpToTheFullModelAndNoFurther() {
        List<Integer> levels = new ArrayList<>();
        for (int level = 0; level < ExitRule.MOST_GUARD_LEVEL; level++) {
            levels.add(disagree(guard, "1", 10 + level, level).message().level());
        }
        assertThat(levels).containsExactly(1, 2, 3, 4, 5, 6);
        for (int i = 0; i < 2000; i++) {
            assertThat(guard.observe(result("1", 20, 6, false), true)).isEmpty();
        }
    }

    @Test
    void withoutAPromiseOrAReaderItOnlyMeasures() {
        for (int i = 0; i < 100; i++) {
            ShadowResult unpromised = new ShadowResult("job", 0, 0, "1", 0, 0, .95, 0, i % 2 == 0);
            assertThat(guard.observe(unpromised, true)).isEmpty();
        }
        assertThat(guard.estimate()).isEqualTo(.5);
        assertThat(guard.lower()).isBetween(.3, .5);
        assertThat(guard.upper()).isBetween(.5, .7);
        GuardRule alone = new GuardRule();
        for (int i = 0; i < 100; i++) {
            assertThat(alone.observe(result("1", 0, 0, false), false)).isEmpty();
        }
    }

    @Test
    void aRestoredGuardGoesOnWhereItWas() {
        Random random = new Random(11);
        GuardRule restored = new GuardRule(null);
        for (int i = 0; i < 3000; i++) {
            ShadowResult result = result("1", i / 500, 0, random.nextDouble() > .04);
            Optional<GuardOrder> expected = guard.observe(result, true);
            assertThat(restored.observe(result, true)).isEqualTo(expected);
            restored = new GuardRule(restored.state());
        }
        assertThat(restored.lower()).isEqualTo(guard.lower());
        assertThat(guard.state().askedEpoch()).isPositive();
    }

    /** Lets every run disagree until the guard asks. */
    private static GuardOrder disagree(GuardRule guard, String policy, long epoch, int level) {
        for (int i = 0; i < 100; i++) {
            Optional<GuardOrder> order = guard.observe(result(policy, epoch, level, false), true);
            if (order.isPresent()) {
                return order.get();
            }
        }
        throw new AssertionError("100 disagreements in a row and no order");
    }

    private static ShadowResult result(String policy, long epoch, int level, boolean agreed) {
        return new ShadowResult("job", epoch, epoch * 100, policy, level, BOUND, .95, 0, agreed);
    }
}
