package io.sluice.gates.experts;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.Policy;
import io.sluice.gates.Prices;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The prices that budgets find, from 0 to 5, lead the policy of the example of experts from the
 * best to the cheapest, by what it predicts on its own sample.
 */
class ExpertPriceRangeTest {
    private static final Path POLICY =
            Path.of("../../jobs/examples/experts/bundles/router/policy.json");

    /** The category without a limit of joules. */
    private static final String CATEGORY = "thorough";

    private record Mean(double joules, double loss, double cheapest) {}

    @Test
    void pricesLeadFromWhatThePolicyWasFittedForToTheCheapest() throws Exception {
        ExpertPolicy policy = example();
        leadsToTheCheapest(policy);
    }

    @Test
    void withoutACostWeightTheyLeadFromTheBestToTheCheapest() throws Exception {
        ExpertPolicy policy = unweighted(example());
        leadsToTheCheapest(policy);
        Mean free = at(policy, 0);
        assertThat(free.cheapest()).isLessThan(.05);
        assertThat(at(policy, 5).joules()).isLessThan(.02 * free.joules());
    }

    private static void leadsToTheCheapest(ExpertPolicy policy) {
        Mean free = at(policy, 0);
        Mean dear = at(policy, 5);
        assertThat(dear.cheapest()).as("share that asks the cheapest alone").isGreaterThan(.95);
        assertThat(dear.loss()).isGreaterThan(free.loss());
        double joules = free.joules();
        int steps = 0;
        for (double price = .01; price <= 5; price *= 1.3) {
            double next = at(policy, price).joules();
            assertThat(next).as("joules at price %s", price).isLessThanOrEqualTo(joules);
            steps += next < joules ? 1 : 0;
            joules = next;
        }
        assertThat(steps).as("the way there is gradual").isGreaterThan(8);
    }

    private static ExpertPolicy example() throws Exception {
        return Policy.parse(POLICY.toString(), Files.readAllBytes(POLICY)).experts().orElseThrow();
    }

    private static ExpertPolicy unweighted(ExpertPolicy policy) {
        return new ExpertPolicy(
                policy.features(),
                policy.experts(),
                policy.temperature(),
                policy.correlation(),
                0,
                policy.joulesScale(),
                policy.standbyWatts(),
                policy.categories(),
                policy.sample(),
                policy.sampleCategories());
    }

    private static Mean at(ExpertPolicy policy, double price) {
        Prices prices =
                price == 0
                        ? Prices.NONE
                        : Prices.of(List.of(new Price(Resource.JOULES, "job", price)));
        ExpertCategory category = policy.categories().get(policy.categoryIndex(CATEGORY));
        ExpertGate gate = new ExpertGate(policy);
        ExpertWorkspace space = new ExpertWorkspace();
        ExpertChoice choice = new ExpertChoice();
        Candidates candidates = new Candidates();
        candidates.clear(Double.POSITIVE_INFINITY);
        for (int n = 0; n < policy.experts().size(); n++) {
            ExpertSpec expert = policy.experts().get(n);
            candidates.offer(n, null, expert.joules(), expert.computeMillis(), true);
        }
        float[] losses = new float[policy.experts().size()];
        double joules = 0;
        double loss = 0;
        int cheapest = 0;
        for (float[] row : policy.sample()) {
            gate.predict(row, 0, losses);
            gate.choose(losses, candidates, category, prices, space, choice);
            joules += choice.joules();
            loss += choice.loss();
            cheapest += choice.mask() == 1L << candidates.cheapest() ? 1 : 0;
        }
        int rows = policy.sample().length;
        return new Mean(joules / rows, loss / rows, cheapest / (double) rows);
    }
}
