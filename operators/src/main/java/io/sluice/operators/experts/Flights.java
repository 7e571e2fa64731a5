package io.sluice.operators.experts;

import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.FleetView;
import io.sluice.schemas.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What follows of a request's epoch: the experts of its policy, its category and its deadline.
 *
 * <p><b>Owned state:</b> the experts of the policies used last. Not thread-safe.
 */
final class Flights {
    private static final int MOST_POLICIES = 8;
    private static final int MOST_LATENCIES = 10;

    private final FleetView fleet;
    private final String categoryHeader;
    private final long routerMultiplyAdds;
    private final ExpertMetrics metrics;
    private final List<PolicyExperts> policies = new ArrayList<>();

    Flights(
            FleetView fleet,
            String categoryHeader,
            long routerMultiplyAdds,
            ExpertMetrics metrics) {
        this.fleet = fleet;
        this.categoryHeader = categoryHeader;
        this.routerMultiplyAdds = routerMultiplyAdds;
        this.metrics = metrics;
    }

    /**
     * The flight of a request, with nobody asked.
     *
     * @param request without those that have not answered
     */
    InFlight of(PendingRequest request, RouterStage.Row admitted) {
        PolicyExperts of = expertsOf(admitted.epoch());
        int category = category(request.decoded(), of.policy());
        return new InFlight(request, admitted, of, category, of.losses(request.features()));
    }

    /**
     * The event's own deadline, or what its category allows. The clock of who set it may be wrong:
     * it counts from admission on, and up to {@value #MOST_LATENCIES} times what the category
     * allows, as all that is pending holds back the watermark.
     */
    long deadlineMicros(DecodedEvent decoded, InFlight flight) {
        long admitted = decoded.admittedMicros();
        double latency = flight.experts.category(flight.category).latencyMillis() * 1e3;
        if (decoded.event().deadlineMillis().isEmpty()) {
            return admitted + Math.round(latency);
        }
        long own = TimeUnit.MILLISECONDS.toMicros(decoded.event().deadlineMillis().getAsLong());
        if (own <= admitted) {
            metrics.deadlinePassed();
        }
        return Math.max(admitted, Math.min(own, admitted + Math.round(MOST_LATENCIES * latency)));
    }

    private int category(DecodedEvent decoded, ExpertPolicy policy) {
        for (Header header : decoded.origin().headers()) {
            if (header.key().equals(categoryHeader) && header.value() != null) {
                String name = new String(header.value(), StandardCharsets.UTF_8);
                int index = policy.categoryIndex(name);
                if (index < 0) {
                    metrics.unknownCategory();
                }
                return Math.max(0, index);
            }
        }
        return 0;
    }

    /** The experts of an epoch's policy. */
    PolicyExperts expertsOf(PolicyEpoch epoch) {
        for (PolicyExperts known : policies) {
            if (known.areOf(epoch)) {
                return known;
            }
        }
        if (policies.size() == MOST_POLICIES) {
            policies.remove(0);
        }
        PolicyExperts added =
                new PolicyExperts(
                        epoch.policy().experts().orElseThrow(),
                        fleet,
                        routerMultiplyAdds,
                        epoch.policy().maxMultiplyAdds());
        policies.add(added);
        return added;
    }
}
