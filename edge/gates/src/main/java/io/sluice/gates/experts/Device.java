package io.sluice.gates.experts;

import io.sluice.schemas.ExpertTelemetry;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is known of a device; {@link FleetView} alone changes it. */
final class Device {
    private static final double GAP_SHARE = 1 / 32.0;

    final String name;
    final boolean isRemote;
    final Map<String, Replica> replicas = new LinkedHashMap<>();
    private final ObservedTimes transfer = new ObservedTimes();

    /** Null for one that sends none. */
    ExpertTelemetry telemetry;

    long knownMicros;

    private int outstanding;
    private long lastAnswerMicros;
    private boolean isBusySinceAnswer;
    private double gapMicros;
    private long gapKnownMicros = Long.MIN_VALUE;

    Device(String name, boolean isRemote, long nowMicros) {
        this.name = name;
        this.isRemote = isRemote;
        this.knownMicros = nowMicros;
    }

    long ageMicros(long nowMicros) {
        return Math.max(0, nowMicros - knownMicros);
    }

    /** Forgets what belonged to the process that is no more. */
    void restarted() {
        isBusySinceAnswer = false;
        gapKnownMicros = Long.MIN_VALUE;
        transfer.clear();
    }

    void asked() {
        outstanding++;
    }

    /** Nothing is waited for any more of so many requests. */
    void ended(int requests) {
        outstanding = Math.max(0, outstanding - requests);
        isBusySinceAnswer &= outstanding > 0;
    }

    /** Starts to learn anew how long answers travel. */
    void forgetTransfer() {
        transfer.clear();
    }

    /**
     * Learns how long answers travel, and from the distance of two answers between which there was
     * always something to do how fast the device is.
     */
    void heardAnswer(long nowMicros, double transferMicros, FleetSettings settings) {
        transfer.observe(transferMicros, nowMicros, settings);
        if (isBusySinceAnswer) {
            double gap = Math.max(0, nowMicros - lastAnswerMicros);
            gapMicros =
                    knowsGap(nowMicros, settings) ? gapMicros + GAP_SHARE * (gap - gapMicros) : gap;
            gapKnownMicros = nowMicros;
        }
        lastAnswerMicros = nowMicros;
        isBusySinceAnswer = outstanding > 0;
        knownMicros = Math.max(knownMicros, nowMicros);
    }

    private boolean knowsGap(long nowMicros, FleetSettings settings) {
        return gapKnownMicros != Long.MIN_VALUE
                && nowMicros - gapKnownMicros <= settings.observedForMicros();
    }

    double transferMicros(long nowMicros, FleetSettings settings) {
        return transfer.count(nowMicros, settings)
                ? transfer.micros()
                : firstTransferMicros(settings);
    }

    double firstTransferMicros(FleetSettings settings) {
        return isRemote ? settings.firstTransferMicros() : 0;
    }

    /**
     * How long a new request waits: what the device said, and at least until those that it was
     * asked and has not answered are done. It works on these while the new one travels.
     *
     * @param computeMicros of one request; it takes no longer for each of several
     */
    double queueMicros(
            double computeMicros, double travelMicros, long nowMicros, FleetSettings settings) {
        double said = telemetry == null ? 0 : telemetry.queueMicros();
        double pace = microsPerRequest(computeMicros, nowMicros, settings);
        return Math.max(said, outstanding * pace - travelMicros);
    }

    private double microsPerRequest(double computeMicros, long nowMicros, FleetSettings settings) {
        if (knowsGap(nowMicros, settings)) {
            return Math.min(gapMicros, computeMicros);
        }
        return telemetry != null && telemetry.queued() > 0
                ? (double) telemetry.queueMicros() / telemetry.queued()
                : computeMicros;
    }
}
