package io.sluice.gates.budget;

import io.sluice.schemas.Price;

/**
 * One budget of one scope in one task: the level of its price, the bucket of a hard limit, what was
 * spent and refused. The level is that of a {@link Pacer} over seconds; it goes a margin beyond
 * both ends of its {@link PriceScale}, so that noise there loses nothing.
 *
 * <p>A limit per time has the time since the last cost as the weight. A limit per event has the
 * mean time between events as the weight of each, so that it moves at the same pace. Where events
 * are so rare that one would move the level too far, all weights shrink. Reservations count when
 * they are made and are corrected when they are settled, so that the law does not wait for answers.
 * What was refused counts as wanted, or the price of a hard limit would fall while its bucket is
 * empty.
 */
final class PacedBudget {
    /** How far beyond its ends a level goes. */
    private static final double MARGIN = .5;

    /** The weight of an event at most, in reach; of a late one the same after dividing by B. */
    private static final double MOST_WEIGHT = .1;

    private static final double MOST_LATE_WEIGHT = .5;

    /** θ of errors without a direction, over θ of those with one. */
    private static final double CALM = 4;

    /** A price that moved by less than this part of 1 + price is given out unchanged. */
    private static final double RESOLUTION = 1 / 512.0;

    private static final double SECONDS = 1e-6;

    /** Costs of so short a time count together, so that counting is cheap at high rates. */
    private static final double STEP_MICROS = 1_000;

    private final String scope;
    private final Pacer pacer;
    private final Spending spending;
    private final EventRate rate = new EventRate();
    private Price[] given;
    private double givenLevel = Double.NaN;
    private double givenBase;
    private Limit limit;
    private PacingSettings pacing;
    private boolean isPerEvent;
    private boolean isLatency;
    private PriceGrid grid;
    private PriceScale scale;
    private double share;
    private TokenBucket bucket;
    private long countedMicros;
    private double unpaid;
    private double stretch = 1;
    private double mostWeight;

    /**
     * @param scope whose it is, such as {@code tenant/acme}
     * @param grid makes its prices; of as many classes as its price presses on in turn
     * @param spending is told what is spent; of a key that of all keys
     * @param share this task's, 0 to 1
     * @param startPrice the base price to start with, at least 0
     */
    PacedBudget(
            String scope,
            Limit limit,
            PacingSettings pacing,
            PriceGrid grid,
            Spending spending,
            double share,
            double startPrice,
            long nowMicros) {
        this.scope = scope;
        this.spending = spending;
        this.countedMicros = nowMicros;
        terms(limit, pacing, grid, share);
        this.pacer = new Pacer(settings(), scale.level(startPrice), budget());
        adoptBucket(nowMicros);
    }

    private void terms(Limit next, PacingSettings nextPacing, PriceGrid nextGrid, double of) {
        limit = next;
        isPerEvent = next.isPerEvent();
        isLatency = next.isLatency();
        pacing = nextPacing;
        share = of;
        grid = nextGrid;
        scale = nextGrid.scale();
        given = new Price[scale.classes()];
        mostWeight = mostWeight();
    }

    /** Goes on under another amount, pace, number of classes or share. */
    void adopt(
            Limit next,
            PacingSettings nextPacing,
            PriceGrid nextGrid,
            double nextShare,
            long nowMicros) {
        count(nowMicros);
        double level = pacer.price();
        double price = scale.base(level);
        terms(next, nextPacing, nextGrid, nextShare);
        pacer.adopt(settings(), level > 0 ? scale.level(price) : level);
        givenLevel = Double.NaN;
        adoptBucket(nowMicros);
    }

    private void adoptBucket(long nowMicros) {
        if (!limit.hard()) {
            bucket = null;
            return;
        }
        double perSecond = limit.amount() / limit.perSeconds() * share;
        double burst = limit.burst() * share;
        if (bucket == null) {
            bucket = TokenBucket.empty(perSecond, burst, nowMicros);
        } else {
            bucket.adopt(perSecond, burst, nowMicros);
        }
    }

    private double mostWeight() {
        return pacing.reachSeconds()
                * (isLatency ? MOST_LATE_WEIGHT * (1 - limit.quantile()) : MOST_WEIGHT);
    }

    private Pacer.Settings settings() {
        return new Pacer.Settings(
                budget(),
                pacing.smoothingSeconds(),
                pacing.reachSeconds(),
                CALM * pacing.reachSeconds(),
                -MARGIN,
                scale.top() + MARGIN);
    }

    /** Per second, or per event. A share of 0 is a budget of next to nothing. */
    private double budget() {
        if (isLatency) {
            return 1 - limit.quantile();
        }
        return isPerEvent
                ? limit.amount()
                : Math.max(Double.MIN_NORMAL, limit.amount() / limit.perSeconds() * share);
    }

    /** Counts an event for the time between events. */
    void event(long nowMicros) {
        if (isPerEvent) {
            spending.event(nowMicros);
        }
        if (rate.event(nowMicros, isPerEvent)) {
            double seconds = rate.secondsPerEvent();
            stretch = seconds > mostWeight ? mostWeight / seconds : 1;
            if (isPerEvent) {
                pacer.spent(0, seconds * stretch);
            }
        }
    }

    /** Counts a cost; below 0 takes back what was counted too much. */
    void pay(double cost, long nowMicros) {
        pay(cost, 0, nowMicros);
    }

    private void pay(double cost, double refusedCost, long nowMicros) {
        spending.pay(cost, refusedCost, 1 + givenBase, isPerEvent, nowMicros);
        if (isPerEvent) {
            pacer.spent((cost + refusedCost) * rate.secondsPerEvent() * stretch, 0);
            return;
        }
        unpaid += cost + refusedCost;
        if (nowMicros - countedMicros >= STEP_MICROS) {
            count(nowMicros);
        }
    }

    /** Counts what was paid until now. */
    private void count(long nowMicros) {
        if (!isPerEvent) {
            double elapsed = Math.max(0, nowMicros - countedMicros) * SECONDS;
            countedMicros = Math.max(countedMicros, nowMicros);
            pacer.spent(unpaid * stretch, elapsed * stretch);
            unpaid = 0;
        }
    }

    /** Whether a hard limit has as much; always where it is soft. */
    boolean canReserve(double worst, long nowMicros) {
        return bucket == null || bucket.canReserve(nowMicros, worst);
    }

    /** Takes what {@link #canReserve} said is there. */
    void reserve(double worst, double counted, long nowMicros) {
        if (bucket != null) {
            bucket.reserveKnown(nowMicros, worst);
        }
        pay(counted, nowMicros);
    }

    void refuse(double counted, long nowMicros) {
        spending.refuse();
        pay(0, counted, nowMicros);
    }

    void settle(double reserved, double actual, double counted, long nowMicros) {
        if (bucket != null) {
            bucket.settle(nowMicros, reserved, actual);
            if (actual > reserved) {
                spending.owes(this);
            }
        }
        if (counted != 0) {
            pay(counted, nowMicros);
        }
    }

    /** Makes a hard limit owe more. */
    void owe(double excess, long nowMicros) {
        if (bucket != null) {
            bucket.settle(nowMicros, 0, excess);
            spending.owes(this);
        }
    }

    /** The price for a class, or null for none; the same object until it moves. */
    Price price(int rank, long nowMicros) {
        if (nowMicros - countedMicros >= STEP_MICROS) {
            count(nowMicros);
        }
        double level = pacer.price();
        if (!(Math.abs(level - givenLevel) <= RESOLUTION)) {
            givenLevel = level;
            givenBase = 0;
            for (int r = 0; r < given.length; r++) {
                given[r] = grid.at(level, r);
                givenBase += given[r] == null ? 0 : given[r].value();
            }
        }
        spending.price(givenBase);
        return given[Math.min(rank, given.length - 1)];
    }

    /** From when on it is as good as new, if nothing more is spent; never while it is reserved. */
    double idleAtMicros() {
        if (bucket != null && bucket.hasReservations()) {
            return Double.POSITIVE_INFINITY;
        }
        double idle = countedMicros + fallMicros(pacer.price(), pacing) / stretch;
        return bucket == null ? idle : Math.max(idle, bucket.fullAtMicros());
    }

    private static double fallMicros(double level, PacingSettings pacing) {
        return (level + MARGIN) * CALM * pacing.reachSeconds() / SECONDS;
    }

    /** In what time the price of a class falls from its cap to 0 while nothing is spent. */
    static long longestFallMicros(PacingSettings pacing) {
        return (long) fallMicros(Math.log1p(pacing.mostPrice()), pacing);
    }

    double fullAtMicros() {
        return bucket == null ? Double.NEGATIVE_INFINITY : bucket.fullAtMicros();
    }

    /** Gives a new bucket the level of one that is full at a time. */
    void fullAt(double fullMicros, long nowMicros) {
        if (bucket != null) {
            bucket.fullAt(fullMicros, nowMicros);
        }
    }

    Limit limit() {
        return limit;
    }

    /** Whose it is. */
    String scope() {
        return scope;
    }

    /** Whether it is of the events that were late, and no sum. */
    boolean isLatency() {
        return isLatency;
    }

    SavedPrice saved(long nowMicros) {
        count(nowMicros);
        return new SavedPrice(limit.name(), scope, limit.resource(), scale.base(pacer.price()));
    }

    /** What it owes. */
    double debt(long nowMicros) {
        return bucket == null ? 0 : bucket.debt(nowMicros);
    }

    BudgetStatus status(long nowMicros) {
        count(nowMicros);
        return status(scope, Math.min(scale.base(pacer.price()), pacing.mostPrice()), 1, nowMicros);
    }

    /** How all budgets stand that share what is spent with this one. */
    BudgetStatus statusOfAll(int budgets, long nowMicros) {
        return status(
                limit.scope(),
                Math.min(spending.highest(nowMicros), pacing.mostPrice()),
                budgets,
                nowMicros);
    }

    private BudgetStatus status(String of, double price, int budgets, long nowMicros) {
        if (!isPerEvent) {
            spending.count(nowMicros);
        }
        double unit = isPerEvent ? 1 : limit.perSeconds();
        return new BudgetStatus(
                limit.name(),
                of,
                limit.resource(),
                price,
                spending.spent() * unit,
                spending.total(),
                isPerEvent ? budget() : limit.amount() * share * budgets,
                limit.perSeconds(),
                spending.debt(nowMicros),
                spending.refused(),
                share,
                spending.wanted() * unit);
    }
}
