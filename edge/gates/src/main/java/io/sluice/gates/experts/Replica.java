package io.sluice.gates.experts;

import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.Provenance;

/**
 * An expert on a device: what can be asked. A handle of {@link FleetView}, which alone changes it.
 */
public final class Replica {
    private static final double CHANGE = 1.25;

    private final Device device;
    private final String expert;
    final Breaker breaker = new Breaker();
    final Exploration exploration = new Exploration();
    boolean isGone;
    int outstanding;
    private HostedExpert hosted;
    private final ObservedTimes compute = new ObservedTimes();
    private boolean isObservedOnly;
    private double leastComputeMicros = Double.POSITIVE_INFINITY;
    private boolean wasUsable;
    private double publishedMicros = Double.NaN;
    private double publishedJoules = Double.NaN;

    Replica(Device device, String expert, HostedExpert hosted) {
        this.device = device;
        this.expert = expert;
        heard(hosted);
    }

    /** The name of the device it is on. */
    public String device() {
        return device.name;
    }

    /** The name of the expert. */
    public String expert() {
        return expert;
    }

    /** The hash of the bundle that it runs; empty when it is not known. */
    public String bundle() {
        return hosted.bundle();
    }

    /** Where requests to it are written; empty for one that is not asked over Kafka. */
    public String requestTopic() {
        return device.telemetry == null ? "" : device.telemetry.requestTopic();
    }

    /** Where its device serves the Open Inference Protocol to peers, or empty. */
    public String url() {
        return device.telemetry == null ? "" : device.telemetry.url();
    }

    /** Whether asking it sends bytes. */
    public boolean isRemote() {
        return device.isRemote;
    }

    /** Where the joules of {@link FleetView#joules} come from. */
    public Provenance energy() {
        return knowsJoules() ? hosted.energy() : Provenance.ESTIMATED;
    }

    Device host() {
        return device;
    }

    /** Takes what its device says of it. */
    void heard(HostedExpert said) {
        hosted = said;
        if (said.p50Micros() > 0) {
            leastComputeMicros = Math.min(leastComputeMicros, said.p50Micros());
        }
    }

    boolean knowsJoules() {
        return hosted.energy() != Provenance.UNKNOWN && hosted.joules() >= 0;
    }

    double joules() {
        return hosted.joules();
    }

    void asked(long nowMicros, FleetSettings settings) {
        exploration.asked(breaker.isHalfOpen(nowMicros), nowMicros, settings);
        breaker.asked(nowMicros);
        outstanding++;
        device.asked();
    }

    void ended() {
        if (outstanding > 0) {
            outstanding--;
            device.ended(1);
        }
    }

    /**
     * Times of a device are believed up to what the caller's own clock allows. The answer to a
     * probe or an exploration starts everything anew.
     */
    void observe(
            long nowMicros,
            long tookMicros,
            long queueMicros,
            long computeMicros,
            FleetSettings settings) {
        long took = Math.max(0, tookMicros);
        long computed = Math.min(Math.max(0, computeMicros), took);
        long queued = Math.min(Math.max(0, queueMicros), took - computed);
        if (exploration.isAnswered(nowMicros - took)) {
            compute.clear();
            device.forgetTransfer();
            isObservedOnly = exploration.wasLeftOut();
        } else {
            isObservedOnly &= compute.count(nowMicros, settings);
        }
        device.heardAnswer(nowMicros, took - computed - queued, settings);
        compute.observe(computed, nowMicros, settings);
        if (computed > 0) {
            leastComputeMicros = Math.min(leastComputeMicros, computed);
        }
    }

    double predictedMicros(double fallback, long nowMicros, FleetSettings settings) {
        double computing = computeMicros(fallback, nowMicros, settings);
        double loading = hosted.loaded() ? 0 : hosted.loadMicros();
        double travel = transferMicros(nowMicros, settings);
        double age =
                device.telemetry == null
                        ? 0
                        : (double) device.ageMicros(nowMicros) / settings.staleAfterMicros();
        double queue = device.queueMicros(computing, travel, nowMicros, settings);
        return (queue + computing + loading) * (1 + age) + travel;
    }

    /** The same when it has what it needs in memory and is as fast as it ever was. */
    double atBestMicros(double fallback, long nowMicros, FleetSettings settings) {
        double least = fallback > 0 ? Math.min(fallback, leastComputeMicros) : leastComputeMicros;
        double computing = Double.isInfinite(least) ? 0 : least;
        double travel = device.firstTransferMicros(settings);
        return device.queueMicros(computing, travel, nowMicros, settings) + computing + travel;
    }

    /**
     * Notes whether a request would be late because of what is known of times alone: at its best it
     * would be in time.
     *
     * @param isLate whether it is predicted to be late
     * @param leftMicros the time left
     */
    boolean isLeftOut(
            boolean isLate,
            double fallback,
            double leftMicros,
            long nowMicros,
            FleetSettings settings) {
        boolean isLeftOut = isLate && atBestMicros(fallback, nowMicros, settings) <= leftMicros;
        if (isLeftOut) {
            exploration.leftOut(nowMicros, settings);
        } else {
            exploration.notLeftOut();
        }
        return isLeftOut;
    }

    /** Whether it is to be asked though it would be late by what is known; one request at once. */
    boolean isToBeExplored(long nowMicros) {
        return outstanding == 0 && exploration.isDue(nowMicros);
    }

    double profileMicros(double fallback, long nowMicros, FleetSettings settings) {
        return computeMicros(fallback, nowMicros, settings) + transferMicros(nowMicros, settings);
    }

    /**
     * What the device says or what was observed, whichever is more; what was observed alone, since
     * an exploration has shown that what the device says is of another time. An observation that is
     * old, or that opened the breaker, does not count.
     */
    private double computeMicros(double fallback, long nowMicros, FleetSettings settings) {
        double said = hosted.p95Micros() > 0 ? hosted.p95Micros() : fallback;
        if (breaker.isHalfOpen(nowMicros) || !compute.count(nowMicros, settings)) {
            return said;
        }
        return isObservedOnly ? compute.micros() : Math.max(said, compute.micros());
    }

    private double transferMicros(long nowMicros, FleetSettings settings) {
        return breaker.isHalfOpen(nowMicros)
                ? device.firstTransferMicros(settings)
                : device.transferMicros(nowMicros, settings);
    }

    /** Whether it is another replica to the coarse choice than when this was asked last. */
    boolean hasChanged(boolean isUsable, long nowMicros, FleetSettings settings) {
        double micros = profileMicros(0, nowMicros, settings);
        double joules = knowsJoules() ? hosted.joules() : 0;
        if (isUsable == wasUsable
                && isNear(micros, publishedMicros)
                && isNear(joules, publishedJoules)) {
            return false;
        }
        wasUsable = isUsable;
        publishedMicros = micros;
        publishedJoules = joules;
        return true;
    }

    private static boolean isNear(double value, double published) {
        return value <= published * CHANGE && published <= value * CHANGE;
    }

    @Override
    public String toString() {
        return expert + " on " + device.name;
    }
}
