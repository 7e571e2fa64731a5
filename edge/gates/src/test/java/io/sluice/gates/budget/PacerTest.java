package io.sluice.gates.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacerTest {
    private static final Offset<Double> NEAR = within(5e-7);

    /** methods.md 6.7. */
    @Test
    void followsTheTestVector() {
        Pacer pacer = new Pacer(Pacer.Settings.of(1));

        assertThat(pacer.spent(1)).isEqualTo(0, NEAR);
        assertThat(pacer.spent(4)).isEqualTo(.0075, NEAR);
        assertThat(pacer.spent(4)).isEqualTo(.022125, NEAR);
        assertThat(pacer.spent(.1)).isEqualTo(.033769, NEAR);
        assertThat(pacer.spent(.1)).isEqualTo(.04258, NEAR);
    }

    @Test
    void goesOnFromItsState() {
        Pacer.Settings settings = Pacer.Settings.of(1);
        Pacer whole = new Pacer(settings);
        whole.spent(4);
        whole.spent(4);
        Pacer restored = new Pacer(settings, whole.price(), whole.meanCost());

        assertThat(restored.spent(.1)).isEqualTo(whole.spent(.1));
    }

    @Test
    void theUnitOfCostDoesNotMatter() {
        Pacer dollars = new Pacer(Pacer.Settings.of(2e-4));
        Pacer cents = new Pacer(Pacer.Settings.of(2e-2));

        for (double cost : new double[] {1e-4, 9e-4, 3e-4}) {
            assertThat(cents.spent(100 * cost)).isEqualTo(dollars.spent(cost), within(1e-12));
        }
    }

    @Test
    void staysWithinItsEnds() {
        Pacer pacer = new Pacer(new Pacer.Settings(1, 1, 1, 1, 0, 2));

        assertThat(pacer.spent(0)).isZero();
        for (int i = 0; i < 20; i++) {
            pacer.spent(100);
        }
        assertThat(pacer.price()).isEqualTo(2);
        assertThat(new Pacer(new Pacer.Settings(1, 1, 1, 1, 0, 2), 7, 1).price()).isEqualTo(2);
    }

    /** Two ways to answer, of costs 1 and 5; the dear one is worth a random amount up to 1. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void spendsItsBudget(long seed) {
        double budget = 2;
        Pacer pacer = new Pacer(Pacer.Settings.of(budget));
        Random random = new Random(seed);
        double spent = 0;
        int events = 20_000;

        for (int i = 0; i < events; i++) {
            double cost = random.nextDouble() > pacer.price() ? 5 : 1;
            spent += cost;
            pacer.spent(cost);
        }

        assertThat(spent / events).as("seed %d", seed).isEqualTo(budget, within(.02));
    }

    /** The accounting identity of the Javadoc, for weights and costs of any kind. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsSpentBeyondTheBudgetIsInThePriceAndTheMean(long seed) {
        Random random = new Random(seed);
        double budget = 3;
        Pacer pacer = new Pacer(new Pacer.Settings(budget, .7, 2, 2, -1e9, 1e9));
        double excess = 0;
        for (int i = 0; i < 10_000; i++) {
            double weight = random.nextInt(3) == 0 ? 0 : -Math.log(random.nextDouble());
            double cost = random.nextInt(3) == 0 ? 0 : 20 * random.nextDouble() - 2;
            excess += cost - budget * weight;
            pacer.spent(cost, weight);
        }
        double kept = budget * 2 * pacer.price() + .7 * (pacer.meanCost() - budget);
        assertThat(kept).as("seed %d", seed).isEqualTo(excess, within(1e-6));
    }

    /** One cost of 10 at once or ten of 1 in the same time: the long run is the same. */
    @Test
    void theRateOfCostsDoesNotMatter() {
        Pacer.Settings settings = new Pacer.Settings(1, .25, 1, 1, 0, 100);
        Pacer rare = new Pacer(settings);
        Pacer often = new Pacer(settings);
        for (int i = 0; i < 100; i++) {
            rare.spent(1.5, 1);
            for (int k = 0; k < 1000; k++) {
                often.spent(1.5e-3, 1e-3);
            }
        }
        assertThat(often.price()).isEqualTo(rare.price(), within(.1));
    }

    @Test
    void refusesWhatIsNoCostOrBudget() {
        Pacer pacer = new Pacer(Pacer.Settings.of(1));

        assertThatThrownBy(() -> pacer.spent(Double.NaN)).hasMessageContaining("not NaN");
        assertThatThrownBy(() -> pacer.spent(-1)).hasMessageContaining("not -1.0");
        assertThatThrownBy(() -> Pacer.Settings.of(0))
                .hasMessage("a pacer's budget is finite and above 0, not 0.0");
        assertThatThrownBy(() -> new Pacer.Settings(1, -1, 1, 1, 0, 1))
                .hasMessage("a pacer's smoothing is finite and at least 0, not -1.0");
        assertThatThrownBy(() -> new Pacer(Pacer.Settings.of(1), Double.NaN, 1))
                .hasMessage("costs and prices are finite numbers, not NaN");
    }
}
