package io.sluice.operators.admission;

import io.sluice.gates.PolicyShape;
import io.sluice.operators.Events;
import java.time.Duration;

/** The policies of the admission tests, for those of other packages. */
public final class AdmissionPolicies {
    private AdmissionPolicies() {}

    public static PolicyOptions options() {
        return new PolicyOptions(
                Events.BUNDLE_HASH,
                PolicyShape.ladder(3),
                AdmissionFixture.first(Events.BUNDLE_HASH),
                ControlTrust.ANYONE,
                Duration.ofSeconds(1));
    }
}
