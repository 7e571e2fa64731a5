package io.sluice.gates.experts;

import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.Provenance;

/**
 * An expert on a device: what can be asked. A handle of {@link FleetView}, which alone changes it.
 */
public final class Replica {
    private static final double TAIL = .95;

    private final Device device;
    private final String expert;
    final Breaker breaker = new Breaker();
    final DecayedQuantile compute = new DecayedQuantile(TAIL);
    HostedExpert hosted;
    boolean isGone;
    long observedMicros;
    double publishedMicros = Double.NaN;
    double publishedJoules = Double.NaN;
    boolean publishedUsable;

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

    @Override
    public String toString() {
        return expert + " on " + device.name;
    }
}
