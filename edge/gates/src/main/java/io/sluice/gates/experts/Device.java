package io.sluice.gates.experts;

import io.sluice.schemas.ExpertTelemetry;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is known of a device; {@link FleetView} alone changes it. */
final class Device {
    private static final double TAIL = .95;
    private static final double GAP_SHARE = 1 / 32.0;

    final String name;
    final boolean isRemote;
    final Map<String, Replica> replicas = new LinkedHashMap<>();
    private final DecayedQuantile transfer = new DecayedQuantile(TAIL);

    /** Null for one that sends none. */
    ExpertTelemetry telemetry;

    long knownMicros;
    int outstanding;
    private long lastAnswerMicros;
    private boolean isBusySinceAnswer;
    private double gapMicros = Double.NaN;

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
        outstanding = 0;
        isBusySinceAnswer = false;
        gapMicros = Double.NaN;
        transfer.clear();
    }

    void asked() {
        outstanding++;
    }

    void ended() {
        outstanding = Math.max(0, outstanding - 1);
    }

    /**
     * Learns how long answers travel, and from the distance of two answers between which there was
     * always something to do how fast the device is.
     */
    void heardAnswer(long nowMicros, double transferMicros) {
        transfer.observe(transferMicros);
        if (isBusySinceAnswer) {
            double gap = Math.max(0, nowMicros - lastAnswerMicros);
            gapMicros = Double.isNaN(gapMicros) ? gap : gapMicros + GAP_SHARE * (gap - gapMicros);
        }
        lastAnswerMicros = nowMicros;
        isBusySinceAnswer = outstanding > 0;
        knownMicros = Math.max(knownMicros, nowMicros);
    }

    double transferMicros(FleetSettings settings) {
        if (!transfer.isEmpty()) {
            return transfer.micros();
        }
        return isRemote ? settings.firstTransferMicros() : 0;
    }

    /**
     * How long a new request waits: what the device said, and at least until those that it was
     * asked and has not answered are done.
     *
     * @param computeMicros of one request, for a device that nothing else is known of
     */
    double queueMicros(double computeMicros) {
        double said = telemetry == null ? 0 : telemetry.queueMicros();
        return Math.max(said, outstanding * microsPerRequest(computeMicros));
    }

    private double microsPerRequest(double computeMicros) {
        if (!Double.isNaN(gapMicros)) {
            return gapMicros;
        }
        return telemetry != null && telemetry.queued() > 0
                ? (double) telemetry.queueMicros() / telemetry.queued()
                : computeMicros;
    }
}
