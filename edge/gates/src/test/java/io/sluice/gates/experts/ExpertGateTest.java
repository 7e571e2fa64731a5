package io.sluice.gates.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.Prices;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExpertGateTest {
    private static final int FEATURES = 6;
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    private final ExpertWorkspace space = new ExpertWorkspace();
    private final ExpertChoice choice = new ExpertChoice();
    private final Candidates candidates = new Candidates();

    @Test
    void featuresOfAnotherRouterAreRefused() {
        ExpertGate gate = new ExpertGate(Experts.policy(4, 1, 2));
        float[] losses = new float[2];
        gate.predict(new float[6], 2, losses);
        assertThatThrownBy(() -> gate.predict(new float[6], 3, losses))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "6 values of a router, from index 3; expected at least 4 features from"
                                + " there");
        assertThatThrownBy(() -> gate.predict(new float[3], 0, losses))
                .hasMessageContaining("3 values of a router");
    }

    @Test
    void withoutAPriceItIsTheTopOfTheSoftmax() {
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            int experts = 1 + random.nextInt(20);
            int k = 1 + random.nextInt(4);
            ExpertGate gate = gate(random, experts, 0, random.nextDouble());
            float[] losses = losses(gate, random);
            offerAll(random, experts, 1);
            gate.choose(losses, candidates, category(k, INFINITE), Prices.NONE, space, choice);
            float[] weights = new float[experts];
            gate.weights(losses, candidates.mask(), weights);
            long top = top(losses, k);
            assertThat(choice.mask()).as("round %d", i).isEqualTo(top);
            float leastIn = 1;
            float mostOut = 0;
            for (int n = 0; n < experts; n++) {
                boolean isIn = (top >> n & 1) != 0;
                leastIn = isIn ? Math.min(leastIn, weights[n]) : leastIn;
                mostOut = isIn ? mostOut : Math.max(mostOut, weights[n]);
            }
            assertThat(leastIn).isGreaterThanOrEqualTo(mostOut);
        }
    }

    @Test
    void equalsTheBestOfAllSets() {
        Random random = new Random(2);
        for (int i = 0; i < 2_000; i++) {
            int experts = 1 + random.nextInt(10);
            double rho = random.nextDouble();
            ExpertGate gate = gate(random, experts, random.nextDouble(), rho);
            float[] losses = losses(gate, random);
            offerAll(random, experts, 1);
            ExpertCategory category =
                    category(1 + random.nextInt(4), random.nextBoolean() ? INFINITE : 3);
            Prices prices = prices(random.nextDouble(), random.nextDouble(), random.nextDouble());
            gate.choose(losses, candidates, category, prices, space, choice);
            double least = INFINITE;
            for (long set = 1; set < 1L << experts; set++) {
                if ((set & ~candidates.mask()) == 0
                        && Long.bitCount(set) <= category.mostAsked()
                        && joules(set) <= category.joulesPerRequest()) {
                    least = Math.min(least, value(gate, losses, set, rho, category, prices));
                }
            }
            assertThat(choice.mask() == 0).isEqualTo(least == INFINITE);
            if (choice.mask() != 0) {
                assertThat(choice.value()).as("round %d", i).isCloseTo(least, within(1e-12));
                assertThat(value(gate, losses, choice.mask(), rho, category, prices))
                        .isCloseTo(least, within(1e-12));
                assertThat(choice.joules()).isCloseTo(joules(choice.mask()), within(1e-12));
                assertThat(choice.joules()).isLessThanOrEqualTo(category.joulesPerRequest());
            }
        }
    }

    @Test
    void aHigherPriceOfJoulesNeverChoosesMoreOfThem() {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            int experts = 2 + random.nextInt(16);
            ExpertGate gate = gate(random, experts, 0, random.nextDouble());
            float[] losses = losses(gate, random);
            offerAll(random, experts, 1);
            double last = INFINITE;
            for (double price = 0; price < 3; price = price * 1.3 + .001) {
                Prices prices = prices(price, .1, .1);
                gate.choose(losses, candidates, category(3, 4), prices, space, choice);
                assertThat(choice.joules()).as("price %f", price).isLessThanOrEqualTo(last);
                last = choice.joules();
            }
        }
    }

    @Test
    void atAnyCostItChoosesAsManyAsMayBeAndNoChoiceIsMoreLikelyToBeRight() {
        Random random = new Random(4);
        for (int i = 0; i < 500; i++) {
            int experts = 1 + random.nextInt(16);
            int k = 1 + random.nextInt(4);
            ExpertPolicy policy =
                    Experts.policy(random, FEATURES, experts, 1, .9 * random.nextDouble());
            ExpertGate gate = new ExpertGate(policy);
            float[] losses = losses(gate, random);
            offerAll(random, experts, 1);
            ExpertGate full = ExpertGate.atAnyCost(policy);
            full.choose(losses, candidates, category(k, INFINITE), Prices.NONE, space, choice);
            assertThat(choice.mask()).isEqualTo(top(losses, k));
            for (double joules : new double[] {INFINITE, 2}) {
                full.choose(losses, candidates, category(k, joules), Prices.NONE, space, choice);
                double least = choice.loss();
                for (double price = 0; price < 1; price += .1) {
                    Prices prices = prices(price, price, price);
                    gate.choose(losses, candidates, category(k, joules), prices, space, choice);
                    assertThat(choice.loss()).isGreaterThanOrEqualTo(least);
                }
            }
        }
    }

    @Test
    void aHigherPriceOfTimeNeverWaitsLongerAndOfBytesNeverSendsMore() {
        Random random = new Random(4);
        for (int i = 0; i < 500; i++) {
            int experts = 2 + random.nextInt(16);
            ExpertGate gate = gate(random, experts, .1, random.nextDouble());
            float[] losses = losses(gate, random);
            offerAll(random, experts, 1);
            double lastMillis = INFINITE;
            int lastSent = Integer.MAX_VALUE;
            for (double price = 0; price < 50; price = price * 1.3 + .001) {
                gate.choose(
                        losses, candidates, category(3, 4), prices(.1, price, .1), space, choice);
                double millis = slowest(choice.mask());
                assertThat(millis).as("price %f", price).isLessThanOrEqualTo(lastMillis);
                lastMillis = millis;
                gate.choose(
                        losses, candidates, category(3, 4), prices(.1, .1, price), space, choice);
                int sent = sent(choice.mask());
                assertThat(sent).as("price %f", price).isLessThanOrEqualTo(lastSent);
                lastSent = sent;
            }
        }
    }

    @Test
    void aHigherPriceOfJoulesNeverHedgesWithMoreOfThem() {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            int experts = 2 + random.nextInt(10);
            ExpertGate gate = gate(random, experts, 0, random.nextDouble());
            float[] losses = losses(gate, random);
            offerAll(random, experts, INFINITE);
            long expected = random.nextInt(4) == 0 ? 0 : 1;
            double last = INFINITE;
            for (double price = 0; price < 5; price = price * 1.3 + .001) {
                int n =
                        gate.hedge(
                                losses,
                                candidates,
                                expected,
                                4,
                                category(3, 4),
                                prices(price, .1, .1));
                double joules = n < 0 ? 0 : candidates.joules(n);
                assertThat(joules).as("price %f", price).isLessThanOrEqualTo(last);
                last = joules;
            }
        }
    }

    private double slowest(long set) {
        double slowest = 0;
        for (long rest = set; rest != 0; rest &= rest - 1) {
            slowest = Math.max(slowest, candidates.millis(Long.numberOfTrailingZeros(rest)));
        }
        return slowest;
    }

    private int sent(long set) {
        int sent = 0;
        for (long rest = set; rest != 0; rest &= rest - 1) {
            sent += candidates.isRemote(Long.numberOfTrailingZeros(rest)) ? 1 : 0;
        }
        return sent;
    }

    @Test
    void ofEqualValuesLessEnergyThenTheLowerIndexIsChosen() {
        ExpertGate gate = gate(new float[] {0, 0, 0, 0});
        float[] losses = {.3f, .3f, .3f, .3f};
        candidates.clear(INFINITE);
        candidates.offer(0, null, 2, 1, false);
        candidates.offer(1, null, 1, 1, false);
        candidates.offer(2, null, 1, 1, false);
        candidates.offer(3, null, 1, 1, false);
        gate.choose(losses, candidates, category(2, INFINITE), Prices.NONE, space, choice);
        assertThat(choice.mask()).isEqualTo(0b0110);
        gate.choose(losses, candidates, category(1, INFINITE), Prices.NONE, space, choice);
        assertThat(choice.mask()).isEqualTo(0b0010);
    }

    @Test
    void whoComesAfterTheDeadlineIsNoCandidate() {
        ExpertGate gate = gate(new float[] {5, 0});
        float[] losses = {.01f, .5f};
        candidates.clear(40);
        assertThat(candidates.offer(0, null, 1, 40.1, false)).isFalse();
        assertThat(candidates.offer(1, null, 1, 40, false)).isTrue();
        gate.choose(losses, candidates, category(2, INFINITE), Prices.NONE, space, choice);
        assertThat(choice.mask()).isEqualTo(0b10);
        candidates.clear(10);
        candidates.offer(0, null, 1, Double.NaN, false);
        candidates.offer(1, null, Double.NaN, 1, false);
        gate.choose(losses, candidates, category(2, INFINITE), Prices.NONE, space, choice);
        assertThat(choice.mask()).isZero();
    }

    @Test
    void ofTheReplicasInTimeTheOneOfLeastEnergyIsTheCandidateThenTheFastest() {
        candidates.clear(50);
        candidates.offer(0, null, 2, 10, false);
        candidates.offer(0, null, 1, 60, false);
        assertThat(candidates.joules(0)).isEqualTo(2);
        candidates.offer(0, null, 1, 45, true);
        candidates.offer(0, null, 1, 30, false);
        candidates.offer(0, null, 1, 40, false);
        assertThat(candidates.joules(0)).isEqualTo(1);
        assertThat(candidates.millis(0)).isEqualTo(30);
        assertThat(candidates.isRemote(0)).isFalse();
    }

    @Test
    void anExpertAddedChangesNoOtherScore() {
        Random random = new Random(4);
        ExpertPolicy policy = Experts.policy(random, FEATURES, 5, 0, .3);
        ExpertPolicy more = policy.with(Experts.expert("expert-2b", random, FEATURES));
        float[] features = features(random);
        float[] before = new float[5];
        float[] after = new float[6];
        new ExpertGate(policy).predict(features, 0, before);
        new ExpertGate(more).predict(features, 0, after);
        for (int n = 0; n < 5; n++) {
            int now = more.indexOf(policy.experts().get(n).name());
            assertThat(after[now]).isEqualTo(before[n]);
        }
    }

    @Test
    void predictsTheLogisticOfTheVector() {
        Random random = new Random(5);
        ExpertPolicy policy = Experts.policy(random, FEATURES, 9, 0, .3);
        float[] features = features(random);
        float[] losses = new float[9];
        new ExpertGate(policy).predict(features, 0, losses);
        for (int n = 0; n < 9; n++) {
            float[] vector = policy.experts().get(n).vector();
            double score = vector[FEATURES];
            for (int f = 0; f < FEATURES; f++) {
                score += vector[f] * features[f];
            }
            assertThat((double) losses[n]).isCloseTo(1 / (1 + Math.exp(score)), within(1e-6));
        }
    }

    @Test
    void featuresThatAreNoNumbersLeaveTheCheapest() {
        ExpertGate gate = gate(new float[] {3, 5, 1});
        float[] features = new float[FEATURES];
        features[2] = Float.NaN;
        float[] losses = new float[3];
        gate.predict(features, 0, losses);
        assertThat(losses).containsOnly(1);
        candidates.clear(INFINITE);
        candidates.offer(0, null, 2, 1, false);
        candidates.offer(1, null, 3, 1, false);
        candidates.offer(2, null, 1, 1, false);
        gate.choose(losses, candidates, category(2, INFINITE), Prices.NONE, space, choice);
        assertThat(choice.mask()).isEqualTo(0b100);
    }

    @Test
    void theWeightsOfASubsetAreThoseOfAllRenormalised() {
        Random random = new Random(6);
        ExpertGate gate = gate(random, 8, 0, .3);
        float[] losses = losses(gate, random);
        float[] all = new float[8];
        float[] some = new float[8];
        gate.weights(losses, 0xff, all);
        gate.weights(losses, 0b1010_0110, some);
        float mass = all[1] + all[2] + all[5] + all[7];
        assertThat(some[0]).isZero();
        assertThat(some[5]).isCloseTo(all[5] / mass, within(1e-6f));
        assertThat(some[1] + some[2] + some[5] + some[7]).isCloseTo(1, within(1e-6f));
        gate.weights(losses, 0, some);
        assertThat(some).containsOnly(0);
    }

    @Test
    void aHedgeIsTheBestFurtherExpertThatIsWorthItsCost() {
        ExpertGate gate = gate(new float[] {0, 0, 0, 0});
        float[] losses = {.1f, .2f, .3f, .9f};
        candidates.clear(INFINITE);
        for (int n = 0; n < 4; n++) {
            candidates.offer(n, null, 1, 1, true);
        }
        ExpertCategory category = category(2, INFINITE);
        assertThat(gate.hedge(losses, candidates, 0b0001, 9, category, Prices.NONE)).isEqualTo(1);
        assertThat(gate.hedge(losses, candidates, 0b0011, 9, category, Prices.NONE)).isEqualTo(2);
        assertThat(gate.hedge(losses, candidates, 0b1111, 9, category, Prices.NONE)).isEqualTo(-1);
        assertThat(gate.hedge(losses, candidates, 0, .5, category, Prices.NONE)).isEqualTo(-1);
        Prices high = prices(5, 0, 0);
        assertThat(gate.hedge(losses, candidates, 0b0001, 9, category, high)).isEqualTo(-1);
        assertThat(gate.hedge(losses, candidates, 0, 9, category, high)).isZero();
    }

    private void offerAll(Random random, int experts, double leftMillis) {
        candidates.clear(leftMillis);
        for (int n = 0; n < experts; n++) {
            candidates.offer(
                    n,
                    null,
                    random.nextDouble() * 3,
                    random.nextDouble() * 1.1,
                    random.nextBoolean());
        }
    }

    /** The candidates of least loss. */
    private long top(float[] losses, int k) {
        return IntStream.range(0, losses.length)
                .boxed()
                .filter(n -> (candidates.mask() >> n & 1) != 0)
                .sorted(Comparator.comparing(n -> losses[n]))
                .limit(k)
                .mapToLong(n -> 1L << n)
                .sum();
    }

    private double joules(long set) {
        double sum = 0;
        for (long rest = set; rest != 0; rest &= rest - 1) {
            sum += candidates.joules(Long.numberOfTrailingZeros(rest));
        }
        return sum;
    }

    private double value(
            ExpertGate gate,
            float[] losses,
            long set,
            double rho,
            ExpertCategory category,
            Prices prices) {
        double least = 1;
        double product = 1;
        double slowest = 0;
        int remote = 0;
        for (long rest = set; rest != 0; rest &= rest - 1) {
            int n = Long.numberOfTrailingZeros(rest);
            least = Math.min(least, losses[n]);
            product *= losses[n];
            slowest = Math.max(slowest, candidates.millis(n));
            remote += candidates.isRemote(n) ? 1 : 0;
        }
        return rho * least
                + (1 - rho) * product
                + gate.lambda(prices) * joules(set) / Experts.JOULES_SCALE
                + prices.of(Resource.MILLISECONDS) * slowest / category.latencyMillis()
                + prices.of(Resource.BYTES) * remote;
    }

    private static ExpertCategory category(int mostAsked, double joules) {
        return new ExpertCategory("all", 50, joules, mostAsked);
    }

    private static Prices prices(double joules, double millis, double bytes) {
        List<Price> prices = new ArrayList<>();
        prices.add(new Price(Resource.JOULES, "job", joules));
        prices.add(new Price(Resource.MILLISECONDS, "job", millis));
        prices.add(new Price(Resource.BYTES, "job", bytes));
        return Prices.of(prices);
    }

    private static ExpertGate gate(Random random, int experts, double costWeight, double rho) {
        return new ExpertGate(Experts.policy(random, FEATURES, experts, costWeight, rho));
    }

    /** Experts that know their loss from the bias alone. */
    private static ExpertGate gate(float[] biases) {
        return new ExpertGate(Experts.policy(FEATURES, biases));
    }

    private static float[] losses(ExpertGate gate, Random random) {
        float[] losses = new float[gate.experts()];
        gate.predict(features(random), 0, losses);
        return losses;
    }

    private static float[] features(Random random) {
        float[] features = new float[FEATURES];
        for (int f = 0; f < FEATURES; f++) {
            features[f] = (float) random.nextGaussian();
        }
        return features;
    }
}
