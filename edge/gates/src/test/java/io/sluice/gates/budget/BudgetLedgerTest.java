package io.sluice.gates.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.Prices;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BudgetLedgerTest {
    private static final long SECOND = 1_000_000;
    private static final long START = 1_000 * SECOND;

    private final BudgetLedger ledger = new BudgetLedger();

    @Test
    void withoutBudgetsNothingIsAskedAndNothingRefused() {
        ledger.adopt(Budgets.NONE, START);
        Account account = ledger.open("acme", key("a"), START);
        assertThat(ledger.prices(account, Prices.NONE, START)).isSameAs(Prices.NONE);
        assertThat(ledger.reserve(account, Resource.JOULES, 1e9, START)).isTrue();
        ledger.settle(account, Resource.JOULES, 1e9, 1e9, START);
        ledger.latency(account, 1e9, START);
        assertThat(ledger.mostPerEvent(Resource.JOULES)).isInfinite();
        assertThat(ledger.status(START)).isEmpty();
    }

    @Test
    void pricesAreThoseOfTheScopesOfAnEvent() {
        adopt(
                Limit.soft("job", Resource.JOULES, 1, 1),
                Limit.soft("tenant/acme", Resource.JOULES, 1, 1),
                Limit.soft("key/*", Resource.BYTES, 1, 1));
        Account both = ledger.open("acme", key("a"), START);
        spend(both, Resource.JOULES, 2);
        spend(both, Resource.BYTES, 2);
        long now = START + SECOND;
        assertThat(scopes(both, now)).containsExactly("job", "tenant/acme", "key/*");
        Account other = ledger.open("other", key("b"), now);
        assertThat(scopes(other, now)).containsExactly("job");
        assertThat(scopes(ledger.open("acme", null, now), now))
                .containsExactly("job", "tenant/acme");
    }

    @Test
    void aTenantsOwnLimitIsInPlaceOfThatForEach() {
        adopt(
                Limit.hard("tenant/*", Resource.JOULES, 1, 1, 1),
                Limit.hard("tenant/acme", Resource.JOULES, 10, 1, 10));
        long now = START + 10 * SECOND;
        assertThat(take("acme", 10, now)).isTrue();
        assertThat(take("other", 10, now)).isFalse();
        assertThat(take("other", 1, now)).isTrue();
        assertThat(take("third", 1, now)).isTrue();
        assertThat(take("third", 1, now)).isFalse();
        // An event of no tenant has no tenant's limit.
        assertThat(take("", 1000, now)).isTrue();
    }

    @Test
    void bucketsBeginEmptyAlsoThoseOfKeysThatComeLater() {
        adopt(Limit.hard("key/*", Resource.JOULES, 10, 1, 10));
        Account early = ledger.open("", key("a"), START);
        assertThat(ledger.reserve(early, Resource.JOULES, 1, START)).isFalse();
        Account late = ledger.open("", key("b"), START + SECOND / 2);
        assertThat(ledger.reserve(late, Resource.JOULES, 5.1, START + SECOND / 2)).isFalse();
        assertThat(ledger.reserve(late, Resource.JOULES, 5, START + SECOND / 2)).isTrue();
    }

    @Test
    void aLimitThatComesLaterHoldsForEventsInFlight() {
        Account early = ledger.open("", null, START);
        assertThat(ledger.reserve(early, Resource.JOULES, 5, START)).isTrue();
        adopt(Limit.hard("job", Resource.JOULES, 1, 1, 1));
        assertThat(ledger.reserve(early, Resource.JOULES, 1, START + SECOND / 2)).isFalse();
        assertThat(ledger.reserve(early, Resource.JOULES, 1, START + SECOND)).isTrue();
    }

    @Test
    void whatIsRefusedTakesNothingFromTheOtherScopes() {
        adopt(
                Limit.hard("job", Resource.JOULES, 100, 1, 100),
                Limit.hard("tenant/acme", Resource.JOULES, 1, 1, 1));
        long now = START + 10 * SECOND;
        assertThat(take("acme", 100, now)).isFalse();
        assertThat(take("other", 100, now)).isTrue();
        assertThat(row("tenant/acme", now).refused()).isEqualTo(1);
        assertThat(row("job", now).refused()).isZero();
    }

    @Test
    void refusalsRaiseThePriceOfAHardLimit() {
        adopt(Limit.hard("job", Resource.JOULES, 1, 1, 2));
        Account account = ledger.open("", null, START);
        for (int i = 0; i < 100; i++) {
            ledger.reserve(account, Resource.JOULES, 3, START + i * SECOND / 10);
        }
        assertThat(ledger.prices(account, Prices.NONE, START + 10 * SECOND).pressure())
                .isGreaterThan(4);
    }

    @Test
    void pricesFrozenByHandAreInPlaceOfPacedOnesOfTheirResource() {
        adopt(Limit.soft("job", Resource.JOULES, 1, 1), Limit.soft("job", Resource.BYTES, 1, 1));
        Account account = ledger.open("", null, START);
        spend(account, Resource.JOULES, 2);
        spend(account, Resource.BYTES, 2);
        long now = START + SECOND;
        Prices paced = ledger.prices(account, Prices.NONE, now);
        Prices frozen = Prices.of(List.of(new Price(Resource.JOULES, "job", .125)));
        Prices both = ledger.prices(account, frozen, now);
        assertThat(both.of(Resource.JOULES)).isEqualTo(.125);
        assertThat(both.of(Resource.BYTES)).isEqualTo(paced.of(Resource.BYTES)).isPositive();
        assertThat(ledger.prices(account, Prices.NONE, now)).isEqualTo(paced);
    }

    @Test
    void theSamePricesAreTheSameObject() {
        adopt(Limit.soft("job", Resource.JOULES, 1, 1));
        Account account = ledger.open("", null, START);
        spend(account, Resource.JOULES, 2);
        Prices prices = ledger.prices(account, Prices.NONE, START + SECOND);
        ledger.settle(account, Resource.JOULES, 0, 1e-3, START + SECOND + 1000);
        assertThat(ledger.prices(account, Prices.NONE, START + SECOND + 1000)).isSameAs(prices);
        assertThat(ledger.open("", key("any"), START + SECOND)).isSameAs(account);
    }

    /** The lowest class is at its cheapest before the next feels anything. */
    @Test
    void theLowestClassPaysFirst() {
        ledger.adopt(
                new Budgets(
                        List.of("standard", "silver", "gold"),
                        Map.of("acme", "gold", "ore", "silver"),
                        List.of(Limit.soft("job", Resource.JOULES, 1, 1)),
                        BrownOutSettings.NONE,
                        PacingSettings.DEFAULT),
                START);
        Account standard = ledger.open("", null, START);
        Account silver = ledger.open("ore", null, START);
        Account gold = ledger.open("acme", null, START);
        double before = 0;
        for (int i = 1; i <= 100; i++) {
            long now = START + i * SECOND / 10;
            ledger.settle(standard, Resource.JOULES, 0, .2, now);
            double low = ledger.prices(standard, Prices.NONE, now).pressure();
            double middle = ledger.prices(silver, Prices.NONE, now).pressure();
            double high = ledger.prices(gold, Prices.NONE, now).pressure();
            assertThat(middle == 0 || low == 5).as("%s, %s", low, middle).isTrue();
            assertThat(high == 0 || middle == 5).as("%s, %s", middle, high).isTrue();
            assertThat(low + middle + high).isGreaterThanOrEqualTo(before);
            before = low + middle + high;
        }
        assertThat(before).isEqualTo(15);
    }

    /** The sum of the classes' prices goes on, within what the new classes can have. */
    @Test
    void classesMayChangeLive() {
        List<Limit> limits = List.of(Limit.soft("job", Resource.JOULES, 1, 1));
        ledger.adopt(Budgets.of(limits), START);
        Account standard = ledger.open("acme", null, START);
        spend(standard, Resource.JOULES, 20);
        long now = START + SECOND;
        assertThat(ledger.prices(standard, Prices.NONE, now).pressure()).isEqualTo(5);
        ledger.adopt(
                new Budgets(
                        List.of("standard", "gold"),
                        Map.of("acme", "gold"),
                        limits,
                        BrownOutSettings.NONE,
                        PacingSettings.DEFAULT),
                now);
        Account gold = ledger.open("acme", null, now);
        assertThat(gold.rank()).isEqualTo(1);
        assertThat(ledger.prices(gold, Prices.NONE, now).pressure()).isZero();
        assertThat(ledger.prices(ledger.open("", null, now), Prices.NONE, now).pressure())
                .isEqualTo(5, within(1e-9));
        ledger.settle(gold, Resource.JOULES, 0, 20, now);
        now += SECOND;
        assertThat(ledger.prices(gold, Prices.NONE, now).pressure()).isPositive();
        ledger.adopt(Budgets.of(limits), now);
        assertThat(ledger.prices(ledger.open("acme", null, now), Prices.NONE, now).pressure())
                .isEqualTo(5, within(1e-9));
    }

    /** 200 events a second, of which the law lets one in ten be late. */
    @Test
    void aLimitOnLatencyIsABudgetOfLateEvents() {
        adopt(Limit.latency("job", 25, .9));
        Account account = ledger.open("", null, START);
        java.util.Random random = new java.util.Random(1);
        int late = 0;
        int counted = 0;
        int all = 0;
        for (int i = 0; i < 60_000; i++) {
            long now = START + i * SECOND / 200;
            double price = ledger.prices(account, Prices.NONE, now).pressure();
            // A cheap answer is in time, a dear one late half of the time.
            boolean dear = random.nextDouble() > price / 5;
            double millis = dear && random.nextBoolean() ? 40 : 10;
            ledger.latency(account, millis, now);
            all += millis > 25 ? 1 : 0;
            if (i >= 10_000) {
                counted++;
                late += millis > 25 ? 1 : 0;
            }
        }
        assertThat((double) late / counted).isEqualTo(.1, within(.005));
        BudgetStatus row = ledger.status(START + 300 * SECOND).get(0);
        assertThat(row.amount()).isEqualTo(.1, within(1e-12));
        assertThat(row.spent()).isEqualTo(.1, within(.03));
        assertThat(row.total()).isEqualTo(all);
    }

    /** A mean cost of an event is met whatever the rate, which changes tenfold here. */
    @Test
    void aBudgetPerEventDoesNotDependOnTheRate() {
        adopt(Limit.soft("job", Resource.JOULES, 2, Limit.PER_EVENT));
        java.util.Random random = new java.util.Random(1);
        double spent = 0;
        int counted = 0;
        long now = START;
        for (int i = 0; i < 100_000; i++) {
            now += i / 5_000 % 2 == 0 ? SECOND / 50 : SECOND / 500;
            Account account = ledger.open("", null, now);
            double price = ledger.prices(account, Prices.NONE, now).pressure();
            double cost = random.nextDouble() > price ? 5 : 1;
            ledger.settle(account, Resource.JOULES, 0, cost, now + 1000);
            if (i >= 5_000) {
                spent += cost;
                counted++;
            }
        }
        assertThat(spent / counted).isEqualTo(2, within(.02));
    }

    @Test
    void aRestoredLedgerStartsWithItsPricesAndEmptyBuckets() {
        Budgets budgets =
                Budgets.of(
                        List.of(
                                Limit.soft("job", Resource.JOULES, 1, 1),
                                Limit.hard("tenant/*", Resource.BYTES, 1, 1, 5)));
        ledger.adopt(budgets, START);
        Account account = ledger.open("acme", null, START);
        spend(account, Resource.JOULES, 2);
        long now = START + 60 * SECOND;
        List<SavedPrice> saved =
                List.of(
                        new SavedPrice("job joules", "job", Resource.JOULES, 2),
                        new SavedPrice("job joules", "job", Resource.JOULES, 1),
                        new SavedPrice("tenant/* bytes", "tenant/acme", Resource.BYTES, .5));
        BudgetLedger restored = new BudgetLedger();
        restored.restore(saved);
        restored.adopt(budgets, now);
        Account again = restored.open("acme", null, now);
        Prices prices = restored.prices(again, Prices.NONE, now);
        assertThat(prices.of(Resource.JOULES)).isEqualTo(1.5, within(2.5 / 512));
        assertThat(prices.of(Resource.BYTES)).isEqualTo(.5, within(1.5 / 512));
        assertThat(restored.reserve(again, Resource.BYTES, 1, now)).isFalse();
        assertThat(restored.export(now))
                .extracting(SavedPrice::scope)
                .containsExactly("job", "tenant/acme");
    }

    /** A quiet stream: a checkpoint, a failure and a restore before the next event. */
    @Test
    void pricesThatNobodyHasStartedWithAreSavedAgain() {
        SavedPrice job = new SavedPrice("job joules", "job", Resource.JOULES, 2);
        SavedPrice acme = new SavedPrice("tenant/* bytes", "tenant/acme", Resource.BYTES, .5);
        ledger.restore(List.of(job, acme));
        assertThat(ledger.export(START)).containsExactly(job, acme);
        adopt(
                Limit.soft("job", Resource.JOULES, 1, 1),
                Limit.soft("tenant/*", Resource.BYTES, 1, 1));
        assertThat(ledger.export(START))
                .extracting(SavedPrice::name, SavedPrice::scope)
                .containsExactly(
                        tuple("job joules", "job"), tuple("tenant/* bytes", "tenant/acme"));
        // By now it would be 0 had the tenant been there and spent nothing.
        long later = START + 60 * SECOND;
        assertThat(ledger.export(later)).extracting(SavedPrice::scope).containsExactly("job");
        assertThat(scopes(ledger.open("acme", null, later), later)).isEmpty();
    }

    @Test
    void measuredExcessIsDebtAndNothingIsGrantedUntilItIsPaid() {
        adopt(Limit.hard("job", Resource.JOULES, 10, 1, 10));
        long now = START + SECOND;
        Account account = ledger.open("", null, now);
        assertThat(ledger.reserve(account, Resource.JOULES, 10, now)).isTrue();
        ledger.settle(account, Resource.JOULES, 10, 10, now);
        ledger.measured(15, 10, now);
        assertThat(row("job", now).debt()).isEqualTo(5, within(1e-9));
        assertThat(ledger.measuredOverAccounted()).isEqualTo(1.5);
        assertThat(ledger.reserve(account, Resource.JOULES, 0, now + SECOND / 2 - 1)).isFalse();
        assertThat(ledger.reserve(account, Resource.JOULES, 1, now + SECOND * 6 / 10)).isTrue();
        // A window without work, and one that jumped, say little.
        ledger.measured(1e6, 0, now);
        ledger.measured(1e6, 1, now);
        assertThat(ledger.measuredOverAccounted()).isLessThan(2);
    }

    @Test
    void sharesThatAreOlderOrForAnotherAttemptOrNumberOfTasksAreNotTaken() {
        BudgetLedger second = new BudgetLedger(1, 2, false, START);
        assertThat(second.sharesSequence()).isZero();
        second.adopt(Budgets.of(List.of(Limit.soft("job", Resource.JOULES, 8, 1))), START);
        assertThat(second.status(START).get(0).amount()).isEqualTo(4);
        assertThat(second.sharesSequence()).isEqualTo(1);
        assertThat(second.shares(shares(2, .1, 7, START - 5), START)).as("earlier").isFalse();
        assertThat(second.shares(shares(2, .1, 7, START + 5), START)).as("clock back").isFalse();
        assertThat(second.shares(shares(2, .25, 7, START), START)).isTrue();
        assertThat(second.shares(shares(2, .5, 7, START), START)).as("older").isFalse();
        assertThat(second.shares(shares(3, .5, 7, START, 8), START)).as("of three").isFalse();
        assertThat(second.status(START).get(0).amount()).isEqualTo(2);
        assertThat(second.status(START).get(0).share()).isEqualTo(.25);
    }

    /** A message that gives the second task a share of the job's joules. */
    private static ShareMessage shares(long sequence, double ofSecond, long... started) {
        double[] shares = new double[started.length];
        Arrays.fill(shares, (1 - ofSecond) / (shares.length - 1));
        shares[1] = ofSecond;
        return new ShareMessage(sequence, started, Map.of("job joules", shares));
    }

    /** Another task may have spent what the larger share of a tenant not seen here would hold. */
    @Test
    void aGreaterShareIsNoGrantToTenantsThatAreNew() {
        BudgetLedger second = new BudgetLedger(1, 2, false, START);
        Limit limit = Limit.hard("tenant/*", Resource.JOULES, 10, 1, 10);
        second.adopt(Budgets.of(List.of(limit)), START);
        long now = START + 60 * SECOND;
        Map<String, double[]> shares = Map.of(limit.name(), new double[] {.1, .9});
        long[] started = {7, START};
        assertThat(second.shares(new ShareMessage(2, started, shares), now)).isTrue();
        Account fresh = second.open("new", null, now);
        assertThat(second.reserve(fresh, Resource.JOULES, 1, now)).isFalse();
        assertThat(second.reserve(fresh, Resource.JOULES, 9, now + SECOND)).isTrue();
    }

    @Test
    void askingCountsNothingAndARefusalCountsItsDemandAlone() {
        adopt(Limit.hard("job", Resource.JOULES, 1, 1, 1));
        long now = START + 10 * SECOND;
        Account account = ledger.open("", null, now);
        for (int i = 0; i < 10; i++) {
            assertThat(ledger.canReserve(account, Resource.JOULES, 1, now)).isTrue();
            assertThat(ledger.canReserve(account, Resource.JOULES, 30, now)).isFalse();
            assertThat(ledger.refuse(account, Resource.JOULES, 1, 1, now)).isFalse();
        }
        assertThat(row("job", now).refused()).isZero();
        assertThat(row("job", now).demand()).isZero();

        assertThat(ledger.refuse(account, Resource.JOULES, 30, 2, now)).isTrue();
        assertThat(row("job", now).refused()).isEqualTo(1);
        // Over ten seconds.
        assertThat(row("job", now).demand()).isEqualTo(2 / 10.0, within(1e-9));
        assertThat(row("job", now).spent()).isZero();
    }

    @Test
    void theBudgetsOfAllKeysAreToldTogether() {
        adopt(Limit.hard("key/*", Resource.JOULES, 1, 1, 2));
        long now = START + 10 * SECOND;
        for (int i = 0; i < 10; i++) {
            Account account = ledger.open("", key("k" + i), now);
            assertThat(ledger.reserve(account, Resource.JOULES, 2, now)).isTrue();
            assertThat(ledger.reserve(account, Resource.JOULES, 1, now)).isFalse();
            // Half of them turn out dearer than was reserved.
            ledger.settle(account, Resource.JOULES, 2, i % 2 == 0 ? 2 : 5, now);
            ledger.prices(account, Prices.NONE, now + SECOND / 10);
        }
        BudgetStatus row = row("key/*", now + SECOND);
        assertThat(row.total()).isEqualTo(5 * 2 + 5 * 5);
        assertThat(row.refused()).isEqualTo(10);
        assertThat(row.amount()).isEqualTo(10);
        // Over ten seconds; the first cost came ten seconds after the start.
        assertThat(row.spent()).isEqualTo((2 / 20.0 + 33 / 10.0) * 10 / 11, within(1e-9));
        assertThat(row.price()).isPositive();
        assertThat(row.debt()).isEqualTo(5 * 2, within(1e-9));
        assertThat(row("key/*", now + 4 * SECOND).debt()).isZero();
    }

    /** The table is bounded, and what is dropped comes back with no more than it may have. */
    @Test
    void manyMoreKeysThanThereIsRoomFor() {
        BudgetLedger small = new BudgetLedger(0, 1, false, 0, 10, 1_000);
        Limit limit = Limit.hard("key/*", Resource.JOULES, 1, 1, 1);
        small.adopt(Budgets.of(List.of(limit)), START);
        long now = START + 2 * SECOND;
        for (int i = 0; i < 100_000; i++, now += 100) {
            Account account = small.open("", key("key " + i), now);
            if (small.reserve(account, Resource.JOULES, 1, now)) {
                small.settle(account, Resource.JOULES, 1, 1, now);
            }
        }
        assertThat(small.status(now).get(0).amount()).isLessThanOrEqualTo(1_000);
        // Each key was granted once at most: so nobody came back full at once.
        Account again = small.open("", key("key 0"), now);
        assertThat(small.reserve(again, Resource.JOULES, 1, now)).isFalse();
    }

    /** Events of known keys make no object, though the prices of all scopes move. */
    @Test
    void aKnownEventAllocatesNothing() {
        adopt(
                Limit.soft("job", Resource.JOULES, 40_000, 1),
                Limit.hard("tenant/*", Resource.JOULES, 50_000, 1, 9e4),
                Limit.hard("key/*", Resource.JOULES, 500, 1, 1000));
        ByteBuffer[] keys = new ByteBuffer[100];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key("key " + i);
        }
        java.util.Random random = new java.util.Random(1);
        long now = START;
        now = events(keys, random, 400_000, now);
        long before = allocatedBytes();
        events(keys, random, 200_000, now);
        assertThat((allocatedBytes() - before) / 200_000.0).isLessThan(8);
    }

    private long events(ByteBuffer[] keys, java.util.Random random, int count, long start) {
        long now = start;
        for (int i = 0; i < count; i++, now += 50) {
            Account account = ledger.open("acme", keys[i % keys.length], now);
            Prices prices = ledger.prices(account, Prices.NONE, now);
            double cost = 8 * random.nextDouble() / (1 + prices.pressure());
            if (ledger.reserve(account, Resource.JOULES, cost, now)) {
                ledger.settle(account, Resource.JOULES, cost, cost, now);
            }
        }
        return now;
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    @Test
    void refusesWhatIsNoCost() {
        adopt(Limit.soft("job", Resource.JOULES, 1, 1));
        Account account = ledger.open("", null, START);
        assertThatThrownBy(() -> ledger.reserve(account, Resource.JOULES, Double.NaN, START))
                .hasMessage("a reservation is finite and at least 0, not NaN");
        assertThatThrownBy(() -> ledger.settle(account, Resource.JOULES, 0, -1, START))
                .hasMessage("a cost is finite and at least 0, not -1.0");
        assertThatThrownBy(() -> ledger.measured(Double.POSITIVE_INFINITY, 1, START))
                .hasMessage("a measurement is finite and at least 0, not Infinity");
        assertThatThrownBy(() -> new BudgetLedger(2, 2, false, 0))
                .hasMessage("a task is from 0 to below 2 tasks, not 2");
    }

    private void adopt(Limit... limits) {
        ledger.adopt(Budgets.of(List.of(limits)), START);
    }

    /** Twice a budget of 1 a second, for a second. */
    private void spend(Account account, Resource resource, double perSecond) {
        for (int i = 1; i <= 100; i++) {
            ledger.settle(account, resource, 0, perSecond / 100, START + i * SECOND / 100);
        }
    }

    private boolean take(String tenant, double joules, long now) {
        Account account = ledger.open(tenant, null, now);
        return ledger.reserve(account, Resource.JOULES, joules, now);
    }

    private List<String> scopes(Account account, long now) {
        return ledger.prices(account, Prices.NONE, now).asList().stream()
                .map(Price::scope)
                .toList();
    }

    private BudgetStatus row(String scope, long now) {
        return ledger.status(now).stream()
                .filter(row -> row.scope().equals(scope))
                .findFirst()
                .orElseThrow();
    }

    private static ByteBuffer key(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
