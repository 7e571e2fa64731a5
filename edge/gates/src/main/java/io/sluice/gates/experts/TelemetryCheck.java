package io.sluice.gates.experts;

import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.Provenance;
import java.util.HashSet;
import java.util.Set;

/** Whether telemetry can be believed. */
final class TelemetryCheck {
    private TelemetryCheck() {}

    /** What contradicts itself, and the form expected; empty when nothing does. */
    static String contradiction(ExpertTelemetry telemetry) {
        if (telemetry.queued() < 0 || telemetry.queueMicros() < 0) {
            return "queued "
                    + telemetry.queued()
                    + " and a wait of "
                    + telemetry.queueMicros()
                    + " us; expected at least 0";
        }
        if (telemetry.battery() < 0 || telemetry.battery() > 1) {
            return "battery " + telemetry.battery() + "; expected from 0 to 1, or NaN for none";
        }
        if (Double.isInfinite(telemetry.celsius())) {
            return "an infinite temperature; expected degrees Celsius, or NaN for none";
        }
        if (telemetry.experts().size() > ExpertPolicy.MOST_EXPERTS) {
            return telemetry.experts().size()
                    + " experts; expected at most "
                    + ExpertPolicy.MOST_EXPERTS;
        }
        Set<String> names = new HashSet<>();
        for (HostedExpert expert : telemetry.experts()) {
            String problem = names.add(expert.name()) ? contradiction(expert) : "is there twice";
            if (!problem.isEmpty()) {
                return "expert " + expert.name() + " " + problem;
            }
        }
        return "";
    }

    private static String contradiction(HostedExpert expert) {
        if (expert.loadMicros() < 0 || expert.multiplyAdds() < 0) {
            return "takes "
                    + expert.loadMicros()
                    + " us to load and "
                    + expert.multiplyAdds()
                    + " multiply-adds; expected at least 0";
        }
        if (!(0 <= expert.p50Micros()
                && expert.p50Micros() <= expert.p95Micros()
                && expert.p95Micros() <= expert.p99Micros())) {
            return "has the quantiles "
                    + expert.p50Micros()
                    + ", "
                    + expert.p95Micros()
                    + " and "
                    + expert.p99Micros()
                    + " us; expected them to rise from 0 or more";
        }
        boolean isKnown = expert.energy() != Provenance.UNKNOWN;
        if (isKnown && !(expert.joules() >= 0 && expert.joules() <= Double.MAX_VALUE)
                || !isKnown && !Double.isNaN(expert.joules())) {
            return "takes "
                    + expert.joules()
                    + " J, "
                    + expert.energy()
                    + "; expected a finite number of at least 0, or NaN exactly when it is UNKNOWN";
        }
        return "";
    }

    /** Whether telemetry is newer than what is known; null when nothing is. */
    static Heard order(ExpertTelemetry known, ExpertTelemetry telemetry) {
        if (known == null) {
            return Heard.refused(
                    "the name " + telemetry.device() + " is that of a server of this process");
        }
        if (telemetry.incarnation() != known.incarnation()) {
            return telemetry.incarnation() > known.incarnation() ? Heard.ACCEPTED : Heard.OLDER;
        }
        if (telemetry.sequence() > known.sequence()) {
            return Heard.ACCEPTED;
        }
        if (telemetry.sequence() < known.sequence() || telemetry.equals(known)) {
            return Heard.OLDER;
        }
        return Heard.refused(
                "sequence "
                        + telemetry.sequence()
                        + " of incarnation "
                        + telemetry.incarnation()
                        + " said something else before; expected a sequence that rises");
    }
}
