package io.sluice.agent;

import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When telemetry is worth sending before its period is over. */
final class TelemetryChange {
    /** Waits that differ by less are the same. */
    private static final long NOTICEABLE_MICROS = TimeUnit.MILLISECONDS.toMicros(5);

    private static final double CHANGE = 1.5;

    private TelemetryChange() {}

    /** Whether to send now what was sent last, and so long ago, as it is now. */
    static boolean isDue(ExpertTelemetry last, ExpertTelemetry now, Duration ago, Duration period) {
        return last == null || ago.compareTo(period) >= 0 || isDifferent(last, now);
    }

    private static boolean isDifferent(ExpertTelemetry last, ExpertTelemetry now) {
        if (differ(last.queueMicros(), now.queueMicros())
                || last.incarnation() != now.incarnation()) {
            return true;
        }
        for (int i = 0; i < now.experts().size(); i++) {
            HostedExpert before = last.experts().get(i);
            HostedExpert after = now.experts().get(i);
            if (before.loaded() != after.loaded()
                    || differ(before.p95Micros(), after.p95Micros())) {
                return true;
            }
        }
        return false;
    }

    private static boolean differ(long before, long after) {
        return Math.abs(after - before) >= NOTICEABLE_MICROS
                && (after > before * CHANGE || before > after * CHANGE);
    }
}
