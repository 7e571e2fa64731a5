package io.sluice.operators.admission;

import java.io.Serializable;
import java.time.Duration;

/**
 * Which policies may be in force, and how they come.
 *
 * @param bundleHash hash of the bundle that is run; policies of others are refused
 * @param exits the number of exits of its ladder
 * @param firstPolicy the policy document in force until the control topic says otherwise
 * @param controlTrust which control messages are believed
 * @param controlWait how long the first event may wait for the control topic to be read
 */
public record PolicyOptions(
        String bundleHash,
        int exits,
        byte[] firstPolicy,
        ControlTrust controlTrust,
        Duration controlWait)
        implements Serializable {}
