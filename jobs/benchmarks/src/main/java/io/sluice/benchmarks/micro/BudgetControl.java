package io.sluice.benchmarks.micro;

import io.sluice.gates.Prices;
import io.sluice.gates.budget.Account;
import io.sluice.gates.budget.BudgetLedger;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.schemas.Resource;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What budgets add to an event: its account, its prices, one reservation and its settlement, at
 * 20,000 events a second of a stream whose budget binds.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BudgetControl {
    private static final int KEYS = 1024;
    private static final long MICROS_BETWEEN_EVENTS = 50;

    private final ByteBuffer[] keys = new ByteBuffer[KEYS];
    private final double[] costs = new double[KEYS];
    private BudgetLedger ledger;
    private long now = 1_000_000_000_000L;
    private int next;

    /** A soft budget of the job, or beside it a hard one of each tenant and of each key. */
    @Param({"job", "job-tenant-key"})
    public String scopes;

    @Setup
    public void prepare() {
        for (int i = 0; i < KEYS; i++) {
            keys[i] = ByteBuffer.allocate(Integer.BYTES).putInt(0, i);
            costs[i] = 1 + i % 7;
        }
        Limit job = Limit.soft("job", Resource.JOULES, 40_000, 1);
        ledger = new BudgetLedger();
        ledger.adopt(
                Budgets.of(
                        scopes.equals("job")
                                ? List.of(job)
                                : List.of(
                                        job,
                                        Limit.hard("tenant/*", Resource.JOULES, 50_000, 1, 9e4),
                                        Limit.hard("key/*", Resource.JOULES, 90, 1, 200))),
                now);
    }

    /** The gate is one division: the dearer the price, the cheaper the event. */
    @Benchmark
    public double event() {
        next = (next + 1) % KEYS;
        now += MICROS_BETWEEN_EVENTS;
        Account account = ledger.open("acme", keys[next], now);
        Prices prices = ledger.prices(account, Prices.NONE, now);
        double cost = costs[next] / (1 + prices.pressure());
        if (ledger.reserve(account, Resource.JOULES, cost, now)) {
            ledger.settle(account, Resource.JOULES, cost, cost, now);
        }
        return cost;
    }
}
