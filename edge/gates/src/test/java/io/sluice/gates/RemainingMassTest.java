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

class RemainingMassTest {
    private final Softmax softmax = new Softmax();
    private final ExitDecision decision = new ExitDecision();

    /** methods.md, section 6, vector 1. */
    @Test
    void leavesWhereTheVectorsSay() {
        assertThat(exit(.5f, .05, .10, .30, .40, .20, .90)).isEqualTo(3);
        assertThat(exit(.5f, .6, .1, .1, .1, .1, .1)).isZero();
        assertThat(exit(.5f, .19, .19, .19, .19, .19, .19)).isEqualTo(4);
        assertThat(mass(.19, 4)).isEqualTo(.24f, org.assertj.core.data.Offset.offset(1e-6f));
    }

    /** methods.md 1.2 and 1.3: P_l / (1 − Σ P_j) ≥ ½ with P_l = max(0, min(g_l, 1 − Σ g_j)). */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void isThePapersRuleAtOneHalf(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            double[] gates = random.doubles(1 + random.nextInt(8), 0, .6).toArray();
            for (int i = 0; i < gates.length; i++) {
                gates[i] = (float) gates[i];
            }
            assertThat(exit(.5f, gates))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(papersExit(gates));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 5})
    void aGreaterKappaNeverLeavesEarlier(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            double[] gates = random.doubles(6, 0, .9).toArray();
            int before = 0;
            for (float kappa = .05f; kappa < 40; kappa *= 1.3f) {
                int now = exit(kappa, gates);
                assertThat(now).isGreaterThanOrEqualTo(before);
                before = now;
            }
        }
    }

    /** methods.md, section 6, vector 2. */
    @Test
    void aGateIsTheSigmoidOfItsFeatures() {
        softmax.read(new float[] {2, 1, 0, -1}, 0, 4);
        RemainingMass rule = new RemainingMass(new float[][] {{1, -2, .5f, 3, -.25f}}, .5f);
        double z = .643914 - 2 * .947537 + .5 * .407031 + 3 * .455429 - .25;
        assertThat(rule.gate(0, softmax))
                .isCloseTo(
                        (float) (1 / (1 + Math.exp(-z))),
                        org.assertj.core.data.Offset.offset(1e-6f));
    }

    @Test
    void pricesLowerKappaAndAGuardDoesNotLetThem() {
        softmax.read(new float[] {0, 0}, 0, 2);
        RemainingMass rule = new RemainingMass(new float[][] {bias(.3)}, .5f);
        Prices price = Prices.of(List.of(new Price(Resource.JOULES, "job", 1)));
        rule.decide(0, softmax, 1, Prices.NONE, decision);
        assertThat(decision.threshold()).isEqualTo(.5f);
        rule.decide(0, softmax, 1, price, decision);
        assertThat(decision.threshold()).isEqualTo(.25f);
        assertThat(decision.exits()).isTrue();
        rule.guarded(0).decide(0, softmax, 1, price, decision);
        assertThat(decision.threshold()).isEqualTo(.5f);
        rule.guarded(2).decide(0, softmax, 1, price, decision);
        assertThat(decision.threshold()).isEqualTo(2f);
        rule.guarded(ExitRule.MOST_GUARD_LEVEL).decide(0, softmax, 0, price, decision);
        assertThat(decision.exits()).isFalse();
    }

    @Test
    void refusesWhatIsNoGate() {
        assertThatThrownBy(() -> new RemainingMass(new float[][] {{1, 2}}, .5f))
                .hasMessageContaining("gate 0 has 2 numbers");
        assertThatThrownBy(() -> new RemainingMass(new float[][] {bias(.5)}, 0))
                .hasMessageContaining("kappa is a finite number above 0, not 0.0");
        assertThatThrownBy(() -> new RemainingMass(new float[][] {{1, 2, Float.NaN, 0, 0}}, 1))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> new RemainingMass(new float[][] {bias(.5)}, 1).requireExits(3))
                .hasMessage("a ladder of 3 exits needs 2 gates, not 1");
    }

    private int exit(float kappa, double... gates) {
        float[][] weights = new float[gates.length][];
        for (int i = 0; i < gates.length; i++) {
            weights[i] = bias(gates[i]);
        }
        RemainingMass rule = new RemainingMass(weights, kappa);
        softmax.read(new float[] {0, 0}, 0, 2);
        float state = rule.initialState();
        for (int exit = 0; exit < gates.length; exit++) {
            rule.decide(exit, softmax, state, Prices.NONE, decision);
            if (decision.exits()) {
                return exit;
            }
            state = decision.state();
        }
        return gates.length;
    }

    private float mass(double gate, int gatesBefore) {
        RemainingMass rule = new RemainingMass(new float[][] {bias(gate)}, 100);
        softmax.read(new float[] {0, 0}, 0, 2);
        float state = rule.initialState();
        for (int i = 0; i < gatesBefore; i++) {
            rule.decide(0, softmax, state, Prices.NONE, decision);
            state = decision.state();
        }
        return state;
    }

    private static int papersExit(double[] gates) {
        double before = 0;
        double mass = 0;
        for (int i = 0; i < gates.length; i++) {
            double p = Math.max(0, Math.min(gates[i], 1 - before));
            if (mass >= 1 || p / (1 - mass) >= .5) {
                return i;
            }
            before += gates[i];
            mass += p;
        }
        return gates.length;
    }

    /** A gate that says g whatever the features are. */
    private static float[] bias(double g) {
        return new float[] {0, 0, 0, 0, (float) Math.log(g / (1 - g))};
    }
}
