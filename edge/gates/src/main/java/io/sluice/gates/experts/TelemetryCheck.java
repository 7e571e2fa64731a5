package io.sluice.gates.experts;

import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.Provenance;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether telemetry can be believed. */
final class TelemetryCheck {
    /** No time is longer: a day, so that no sum of times overflows. */
    private static final long LONGEST_MICROS = 86_400_000_000L;

    /** No request takes more, J, so that no sum becomes infinite. */
    private static final double MOST_JOULES = 1e9;

    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private TelemetryCheck() {}

    /** What contradicts itself, and the form expected; empty when nothing does. */
    static String contradiction(ExpertTelemetry telemetry) {
        if (!isTopic(telemetry.requestTopic())) {
            return "request topic '"
                    + telemetry.requestTopic()
                    + "'; expected a name of 1 to 249 of a-z, A-Z, 0-9, '.', '_' and '-', no '.' or"
                    + " '..', or none";
        }
        if (telemetry.queued() < 0 || !isTime(telemetry.queueMicros())) {
            return "queued "
                    + telemetry.queued()
                    + " and a wait of "
                    + telemetry.queueMicros()
                    + " us; expected at least 0, and at most a day";
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
        if (!isTime(expert.loadMicros()) || expert.multiplyAdds() < 0) {
            return "takes "
                    + expert.loadMicros()
                    + " us to load and "
                    + expert.multiplyAdds()
                    + " multiply-adds; expected at least 0, and at most a day";
        }
        if (!(0 <= expert.p50Micros()
                && expert.p50Micros() <= expert.p95Micros()
                && expert.p95Micros() <= expert.p99Micros()
                && isTime(expert.p99Micros()))) {
            return "has the quantiles "
                    + expert.p50Micros()
                    + ", "
                    + expert.p95Micros()
                    + " and "
                    + expert.p99Micros()
                    + " us; expected them to rise from 0 or more to at most a day";
        }
        boolean isKnown = expert.energy() != Provenance.UNKNOWN;
        if (isKnown && !(expert.joules() >= 0 && expert.joules() <= MOST_JOULES)
                || !isKnown && !Double.isNaN(expert.joules())) {
            return "takes "
                    + expert.joules()
                    + " J, "
                    + expert.energy()
                    + "; expected a number from 0 to "
                    + MOST_JOULES
                    + ", or NaN exactly when it is UNKNOWN";
        }
        return "";
    }

    private static boolean isTime(long micros) {
        return micros >= 0 && micros <= LONGEST_MICROS;
    }

    private static boolean isTopic(String name) {
        return name.isEmpty()
                || TOPIC.matcher(name).matches() && !name.equals(".") && !name.equals("..");
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
