package io.sluice.operators.admission;

import io.sluice.gates.PolicyShape;
import java.io.Serializable;
import java.time.Duration;

/**
 * Which policies may be in force, and how they come.
 *
 * @param bundleHash hash of the bundle that is run; policies of others are refused
 * @param shape what its policies have to fit
 * @param firstPolicy the policy document in force until the control topic says otherwise
 * @param controlTrust which control messages are believed
 * @param controlWait how long the first event may wait for the control topic to be read
 */
public record PolicyOptions(
        String bundleHash,
        PolicyShape shape,
        byte[] firstPolicy,
        ControlTrust controlTrust,
        Duration controlWait)
        implements Serializable {}
