package io.sluice.operators.experts;

import io.sluice.schemas.ExpertReply;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warnings that would come with every request: of a kind, one in ten seconds. */
final class Complaints {
    private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);
    private static final long PAUSE_MICROS = TimeUnit.SECONDS.toMicros(10);
    private static final int MOST_KINDS = 1000;

    private final Map<String, Complaint> kinds = new HashMap<>();

    private static final class Complaint {
        long nextMicros = Long.MIN_VALUE;
        long suppressed;
    }

    /** Nobody could be asked for a request. */
    void noExpert(InFlight flight, double leftMillis, long nowMicros) {
        String category = flight.experts.category(flight.category).name();
        complain(
                "category " + category,
                nowMicros,
                () ->
                        "No expert could be asked for a request of category "
                                + category
                                + ": "
                                + flight.experts.shortage(flight.category, leftMillis, nowMicros));
    }

    /** A device answered with another bundle than it was asked for. */
    void wrongBundle(ExpertReply reply, String expected, long nowMicros) {
        complain(
                "bundle " + reply.expert() + " " + reply.device(),
                nowMicros,
                () ->
                        "A reply of "
                                + reply.expert()
                                + " on "
                                + reply.device()
                                + " is not used: it is of bundle "
                                + reply.bundle()
                                + ", the policy names "
                                + expected);
    }

    /** A request does not go into one record. */
    void tooLarge(PendingRequest request, Asked asked, long nowMicros) {
        complain(
                "large " + asked.device(),
                nowMicros,
                () ->
                        "Request "
                                + request.id()
                                + " is not sent to "
                                + asked.expert()
                                + " on "
                                + asked.device()
                                + ": its inputs have more than "
                                + ExpertAsker.MOST_REQUEST_BYTES
                                + " bytes");
    }

    private void complain(String kind, long nowMicros, Supplier<String> message) {
        if (kinds.size() >= MOST_KINDS) {
            kinds.clear();
        }
        Complaint complaint = kinds.computeIfAbsent(kind, k -> new Complaint());
        if (nowMicros < complaint.nextMicros) {
            complaint.suppressed++;
            return;
        }
        LOG.warn("{} ({} like it since the last)", message.get(), complaint.suppressed);
        complaint.nextMicros = nowMicros + PAUSE_MICROS;
        complaint.suppressed = 0;
    }
}
