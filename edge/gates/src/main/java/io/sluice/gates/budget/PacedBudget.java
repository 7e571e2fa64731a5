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

    private static final double STATUS_SECONDS = 10;
    private static final double SECONDS = 1e-6;

    /** Costs of so short a time count together, so that counting is cheap at high rates. */
    private static final double STEP_MICROS = 1_000;

    private final String scope;
    private final Pacer pacer;
    private final EventRate rate = new EventRate();
    private Price[] given;
    private double givenLevel = Double.NaN;
    private double givenBase;
    private Limit limit;
    private PacingSettings pacing;
    private PriceScale scale;
    private double share;
    private TokenBucket bucket;
    private long countedMicros;
    private double unpaid;
    private double unpaidRefused;
    private double spent;
    private double total;
    private double wanted;
    private long refused;
    private double stretch = 1;
    private double mostWeight;

    /**
     * @param scope whose it is, such as {@code tenant/acme}
     * @param classes how many classes its price presses on in turn, at least 1
     * @param share this task's, 0 to 1
     * @param startPrice the base price to start with, at least 0
     */
    PacedBudget(
            String scope,
            Limit limit,
            PacingSettings pacing,
            int classes,
            double share,
            double startPrice,
            long nowMicros) {
        this.scope = scope;
        this.given = new Price[classes];
        this.countedMicros = nowMicros;
        this.limit = limit;
        this.pacing = pacing;
        this.share = share;
        this.scale = new PriceScale(pacing.mostPrice(), classes);
        this.mostWeight = mostWeight();
        this.pacer = new Pacer(settings(), scale.level(startPrice), budget());
        adoptBucket(nowMicros);
    }

    /** Goes on under another amount, pace, number of classes or share. */
    void adopt(
            Limit next, PacingSettings nextPacing, int classes, double nextShare, long nowMicros) {
        count(nowMicros);
        double level = pacer.price();
        double price = scale.base(level);
        limit = next;
        share = nextShare;
        pacing = nextPacing;
        scale = new PriceScale(pacing.mostPrice(), classes);
        given = new Price[classes];
        mostWeight = mostWeight();
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
                * (limit.isLatency() ? MOST_LATE_WEIGHT * (1 - limit.quantile()) : MOST_WEIGHT);
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
        if (limit.isLatency()) {
            return 1 - limit.quantile();
        }
        return limit.isPerEvent()
                ? limit.amount()
                : Math.max(Double.MIN_NORMAL, limit.amount() / limit.perSeconds() * share);
    }

    /** Counts an event for the time between events. */
    void event(long nowMicros) {
        if (rate.event(nowMicros, limit.isPerEvent())) {
            double seconds = rate.secondsPerEvent();
            stretch = seconds > mostWeight ? mostWeight / seconds : 1;
            if (limit.isPerEvent()) {
                count(0, 0, seconds);
            }
        }
    }

    /** Counts a cost; below 0 takes back what was counted too much. */
    void pay(double cost, long nowMicros) {
        pay(cost, 0, nowMicros);
    }

    private void pay(double cost, double refusedCost, long nowMicros) {
        total += cost;
        if (limit.isPerEvent()) {
            double seconds = rate.secondsPerEvent();
            count(cost * seconds, refusedCost * seconds, 0);
            return;
        }
        unpaid += cost;
        unpaidRefused += refusedCost;
        if (nowMicros - countedMicros >= STEP_MICROS) {
            count(nowMicros);
        }
    }

    /** Counts what was paid until now. */
    private void count(long nowMicros) {
        if (!limit.isPerEvent()) {
            double elapsed = Math.max(0, nowMicros - countedMicros) * SECONDS;
            countedMicros = Math.max(countedMicros, nowMicros);
            count(unpaid, unpaidRefused, elapsed);
            unpaid = 0;
            unpaidRefused = 0;
        }
    }

    private void count(double cost, double refusedCost, double seconds) {
        pacer.spent((cost + refusedCost) * stretch, seconds * stretch);
        double kept = 1 / (STATUS_SECONDS + seconds);
        spent = (STATUS_SECONDS * spent + cost) * kept;
        double atNoPrice = (cost + refusedCost) * (1 + givenBase);
        wanted = (STATUS_SECONDS * wanted + atNoPrice) * kept;
    }

    /** Whether a hard limit has as much; always where it is soft. */
    boolean canReserve(double worst, long nowMicros) {
        return bucket == null || bucket.canReserve(nowMicros, worst);
    }

    /** Takes what {@link #canReserve} said is there. */
    void reserve(double worst, double counted, long nowMicros) {
        if (bucket != null) {
            bucket.reserve(nowMicros, worst);
        }
        pay(counted, nowMicros);
    }

    void refuse(double counted, long nowMicros) {
        refused++;
        pay(0, counted, nowMicros);
    }

    void settle(double reserved, double actual, double counted, long nowMicros) {
        if (bucket != null) {
            bucket.settle(nowMicros, reserved, actual);
        }
        if (counted != 0) {
            pay(counted, nowMicros);
        }
    }

    /** Makes a hard limit owe more. */
    void owe(double excess, long nowMicros) {
        if (bucket != null) {
            bucket.settle(nowMicros, 0, excess);
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
                double price = scale.price(level, r);
                given[r] = price == 0 ? null : new Price(limit.resource(), scope, price);
                givenBase += price;
            }
        }
        return given[Math.min(rank, given.length - 1)];
    }

    /** From when on it is as good as new, if nothing more is spent; never while it is reserved. */
    double idleAtMicros() {
        if (bucket != null && bucket.hasReservations()) {
            return Double.POSITIVE_INFINITY;
        }
        double falling = (pacer.price() + MARGIN) * CALM * pacing.reachSeconds() / stretch;
        double idle = countedMicros + falling / SECONDS;
        return bucket == null ? idle : Math.max(idle, bucket.fullAtMicros());
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

    SavedPrice saved(long nowMicros) {
        count(nowMicros);
        return new SavedPrice(limit.name(), scope, limit.resource(), scale.base(pacer.price()));
    }

    BudgetStatus status(long nowMicros) {
        count(nowMicros);
        double unit = limit.isPerEvent() ? 1 : limit.perSeconds();
        double price = scale.base(pacer.price());
        return new BudgetStatus(
                limit.name(),
                scope,
                limit.resource(),
                Math.min(price, pacing.mostPrice()),
                Math.max(0, spent * unit),
                Math.max(0, total),
                limit.isPerEvent() ? budget() : limit.amount() * share,
                limit.perSeconds(),
                bucket == null ? 0 : bucket.debt(nowMicros),
                refused,
                share,
                Math.max(0, wanted * unit));
    }
}
