package io.sluice.gates.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.schemas.Resource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Hard limits of a job, of tenants and of keys hold on accounted cost over every window, whatever
 * the interleaving of tasks, the delay of shares, failures and changes of the number of tasks; also
 * where the tasks are of several jobs, which fail each by itself.
 */
class HardCapTest {
    private static final int SEEDS = 1_000;
    private static final int STEPS = 1_000;

    @Test
    void noWindowPassesBurstAndRate() {
        double used = 0;
        long shared = 0;
        long attempts = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            RandomJob job = new RandomJob(seed);
            job.run();
            job.assertCapsHeld();
            used += job.use() / SEEDS;
            shared += job.sharesTaken;
            attempts += job.attempts;
        }
        System.out.printf(
                "%d seeds: %d attempts, %d shares taken, %.2f of the rate granted%n",
                SEEDS, attempts, shared, used);
        // Else the test would hold nothing.
        assertThat(used).isGreaterThan(.4);
        assertThat(shared).isGreaterThan(5L * SEEDS);
        assertThat(attempts).isGreaterThan(2L * SEEDS);
    }

    private static final class RandomJob {
        private static final int KEYS = 12;

        private final Random random;
        private final int seed;
        private final Budgets budgets;
        private final boolean isGreedy;
        private final boolean isOfSeveral;
        private final Map<String, WindowBound> reserved = new HashMap<>();
        private final Map<String, WindowBound> settled = new HashMap<>();
        private final List<ShareMessage> topic = new ArrayList<>();
        private final List<Report> statuses = new ArrayList<>();
        private final List<Flight> flying = new ArrayList<>();
        private final double jobPerSecond;
        private BudgetLedger[] ledgers;
        private int[] read;
        private Allotter allotter;
        private int heard;
        private long now = 1_000_000_000L;
        private long began = now;
        int attempts;
        long sharesTaken;

        private record Report(
                int task, long startedMicros, long sequence, List<BudgetStatus> budgets) {}

        private record Flight(
                int task, Account account, double worst, double actual, List<String> scopes) {}

        RandomJob(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            jobPerSecond = 10 + random.nextInt(100);
            isGreedy = seed % 2 == 0;
            isOfSeveral = seed / 8 % 2 == 0;
            budgets = Budgets.of(limits());
            attempt();
        }

        /** All at once, or one kind alone, so that it is that which binds. */
        private List<Limit> limits() {
            Limit job = limit("job", jobPerSecond);
            List<Limit> ofTenants =
                    List.of(
                            limit("tenant/*", jobPerSecond / 2),
                            limit("tenant/t0", jobPerSecond / 3));
            Limit ofKeys = limit("key/*", jobPerSecond / 8);
            return switch (seed / 2 % 4) {
                case 0 -> List.of(job);
                case 1 -> ofTenants;
                case 2 -> List.of(ofKeys);
                default -> List.of(job, ofTenants.get(0), ofTenants.get(1), ofKeys);
            };
        }

        private Limit limit(String scope, double perSecond) {
            double perSeconds = 1 + random.nextInt(60);
            double burst = perSecond * (.2 + 3 * random.nextDouble());
            return Limit.hard(scope, Resource.JOULES, perSecond * perSeconds, perSeconds, burst);
        }

        private void attempt() {
            attempts++;
            for (Flight lost : flying) {
                count(settled, lost.actual, lost.scopes);
            }
            flying.clear();
            int tasks = 1 + random.nextInt(4);
            ledgers = new BudgetLedger[tasks];
            read = new int[tasks];
            for (int task = 0; task < tasks; task++) {
                // Some come up later; all meet the messages of attempts before.
                ledgers[task] = ledger(task, tasks, isOfSeveral);
                ledgers[task].adopt(budgets, now + random.nextInt(1000));
            }
            allotter = new Allotter(tasks, 200_000, random.nextLong());
            statuses.clear();
            heard = 0;
            now += 1000;
        }

        /** Of which clocks say nothing. */
        private BudgetLedger ledger(int task, int tasks, boolean othersRunOn) {
            return new BudgetLedger(task, tasks, othersRunOn, random.nextLong(1L << 50), 2, 3);
        }

        /** One task of several jobs fails, or the allotter, and the others run on. */
        private void failOne() {
            attempts++;
            int task = random.nextInt(ledgers.length + 1);
            if (task == ledgers.length) {
                allotter = new Allotter(ledgers.length, 200_000, random.nextLong());
                // It reads again what is not true any more.
                heard = random.nextInt(heard + 1);
                return;
            }
            for (Flight flight : flying) {
                if (flight.task == task) {
                    count(settled, flight.actual, flight.scopes);
                }
            }
            flying.removeIf(flight -> flight.task == task);
            ledgers[task] = ledger(task, ledgers.length, true);
            ledgers[task].adopt(budgets, now);
            read[task] = random.nextInt(topic.size() + 1);
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                now += random.nextInt(20_000);
                int task = random.nextInt(ledgers.length);
                switch (random.nextInt(20)) {
                    case 0, 1, 2 -> report(task);
                    case 3, 4, 5 -> take(task);
                    case 6, 7, 8, 9, 10 -> settle();
                    default -> reserve(task);
                }
                if (random.nextInt(350) == 0) {
                    if (isOfSeveral) {
                        failOne();
                    } else {
                        attempt();
                    }
                }
            }
        }

        /** Tasks write, and the allotter reads some of it. */
        private void report(int task) {
            BudgetLedger ledger = ledgers[task];
            statuses.add(
                    new Report(
                            task,
                            ledger.startedMicros(),
                            ledger.sharesSequence(),
                            ledger.status(now)));
            int until = random.nextInt(8) == 0 ? heard : statuses.size();
            while (heard < until) {
                Report next = statuses.get(heard++);
                allotter.heard(next.task, next.startedMicros, next.sequence, next.budgets, now)
                        .ifPresent(topic::add);
            }
        }

        private void take(int task) {
            if (read[task] < topic.size()) {
                ShareMessage message = topic.get(read[task]++);
                byte[] document = message.document();
                boolean taken = ledgers[task].shares(ShareMessage.parse("test", document), now);
                sharesTaken += taken ? 1 : 0;
                if (taken) {
                    assertSharesAreOfOne();
                }
            }
        }

        /** Caps would hold for a while if they were not: buckets are seldom all in use. */
        private void assertSharesAreOfOne() {
            Map<String, Double> sums = new HashMap<>();
            for (BudgetLedger ledger : ledgers) {
                ledger.status(now).stream()
                        .filter(row -> !row.scope().equals(Limit.EACH_KEY))
                        .collect(
                                Collectors.toMap(BudgetStatus::name, row -> row.share(), Math::max))
                        .forEach((name, share) -> sums.merge(name, share, Double::sum));
            }
            assertThat(sums.values())
                    .as("seed %d: %s", seed, sums)
                    .allMatch(sum -> sum <= 1 + 1e-9);
        }

        private void reserve(int any) {
            // One task is busier than the others, and which one changes.
            int busy = (int) (now / 1_500_000 % ledgers.length);
            int task = random.nextInt(3) > 0 ? busy : any;
            String tenant = "t" + random.nextInt(4);
            // Keys of one task alone: which one it is changes with their number, and with that
            // all buckets begin anew.
            int key = task + ledgers.length * random.nextInt(KEYS);
            int most = isGreedy ? 30 : 1;
            for (int i = 0; i < most && reserve(task, tenant, key); i++) {
                if (isGreedy) {
                    settle(flying.size() - 1);
                }
            }
        }

        private boolean reserve(int task, String tenant, int key) {
            ByteBuffer bytes = ByteBuffer.wrap(("key " + key).getBytes(StandardCharsets.UTF_8));
            Account account = ledgers[task].open(tenant, bytes, now);
            if (random.nextInt(4) == 0) {
                // Another event of the task comes between admission and action.
                ledgers[task].open("t" + random.nextInt(4), null, now);
            }
            double worst = jobPerSecond * random.nextDouble() / (isGreedy ? 40 : 4);
            if (!ledgers[task].reserve(account, Resource.JOULES, worst, now)) {
                return false;
            }
            boolean isWorst = isGreedy || random.nextInt(3) == 0;
            double actual = isWorst ? worst : worst * random.nextDouble();
            List<String> scopes = new ArrayList<>();
            for (String scope : List.of("job", "tenant/" + tenant, "key/" + key)) {
                if (limitOf(scope) != null) {
                    scopes.add(scope);
                }
            }
            count(reserved, actual, scopes);
            flying.add(new Flight(task, account, worst, actual, scopes));
            return true;
        }

        private void settle() {
            if (flying.isEmpty()) {
                return;
            }
            settle(random.nextInt(flying.size()));
        }

        private void settle(int index) {
            Flight flight = flying.remove(index);
            ledgers[flight.task].settle(
                    flight.account, Resource.JOULES, flight.worst, flight.actual, now);
            count(settled, flight.actual, flight.scopes);
        }

        private void count(Map<String, WindowBound> bounds, double cost, List<String> scopes) {
            for (String scope : scopes) {
                bounds.computeIfAbsent(scope, this::bound).count(now, cost);
            }
        }

        private WindowBound bound(String scope) {
            Limit limit = limitOf(scope);
            return new WindowBound(limit.amount() / limit.perSeconds(), limit.burst());
        }

        private Limit limitOf(String scope) {
            Limit each = null;
            for (Limit limit : budgets.limits()) {
                if (limit.scope().equals(scope)) {
                    return limit;
                }
                boolean isKind =
                        limit.scope().endsWith("*")
                                && scope.startsWith(limit.scope().replace("*", ""));
                each = isKind ? limit : each;
            }
            return each;
        }

        /** How much of the rate of what binds was granted. */
        double use() {
            WindowBound most = null;
            for (WindowBound bound : reserved.values()) {
                most = most == null || bound.total() > most.total() ? bound : most;
            }
            return most == null ? 0 : most.ofRate(now - began);
        }

        void assertCapsHeld() {
            reserved.forEach((scope, bound) -> bound.assertHeld("seed " + seed + ", " + scope));
            settled.forEach((scope, bound) -> bound.assertHeld("seed " + seed + ", " + scope));
        }
    }
}
