package io.sluice.gates.experts;

import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.Provenance;

/**
 * An expert on a device: what can be asked. A handle of {@link FleetView}, which alone changes it.
 */
public final class Replica {
    private static final double TAIL = .95;

    private static final double CHANGE = 1.25;

    private final Device device;
    private final String expert;
    final Breaker breaker = new Breaker();
    HostedExpert hosted;
    boolean isGone;
    private final DecayedQuantile compute = new DecayedQuantile(TAIL);
    private long observedMicros;
    private boolean wasUsable;
    private double publishedMicros = Double.NaN;
    private double publishedJoules = Double.NaN;

    Replica(Device device, String expert, HostedExpert hosted) {
        this.device = device;
        this.expert = expert;
        this.hosted = hosted;
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

    boolean knowsJoules() {
        return hosted.energy() != Provenance.UNKNOWN && hosted.joules() >= 0;
    }

    void asked(long nowMicros) {
        if (breaker.isHalfOpen(nowMicros)) {
            compute.clear();
        }
        breaker.asked(nowMicros);
        device.asked();
    }

    /** Times of a device are believed up to what the caller's own clock allows. */
    void observe(long nowMicros, long tookMicros, long queueMicros, long computeMicros) {
        long took = Math.max(0, tookMicros);
        long computed = Math.min(Math.max(0, computeMicros), took);
        long queued = Math.min(Math.max(0, queueMicros), took - computed);
        device.heardAnswer(nowMicros, took - computed - queued);
        compute.observe(computed);
        observedMicros = nowMicros;
    }

    double predictedMicros(double fallback, long nowMicros, FleetSettings settings) {
        double computing = computeMicros(fallback, nowMicros, settings);
        double loading = hosted.loaded() ? 0 : hosted.loadMicros();
        double age =
                device.telemetry == null
                        ? 0
                        : (double) device.ageMicros(nowMicros) / settings.staleAfterMicros();
        return (device.queueMicros(computing) + computing + loading) * (1 + age)
                + device.transferMicros(settings);
    }

    double profileMicros(double fallback, long nowMicros, FleetSettings settings) {
        return computeMicros(fallback, nowMicros, settings) + device.transferMicros(settings);
    }

    /**
     * What the device says or what was observed, whichever is more. An observation that is old, or
     * that opened the breaker, does not count, or a replica that has recovered would never be
     * asked.
     */
    private double computeMicros(double fallback, long nowMicros, FleetSettings settings) {
        double said = hosted.p95Micros() > 0 ? hosted.p95Micros() : fallback;
        boolean counts =
                !compute.isEmpty()
                        && nowMicros - observedMicros <= settings.observedForMicros()
                        && !breaker.isHalfOpen(nowMicros);
        return counts ? Math.max(said, compute.micros()) : said;
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
