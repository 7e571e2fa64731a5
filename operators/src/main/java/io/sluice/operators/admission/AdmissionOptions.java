package io.sluice.operators.admission;

import java.io.Serializable;
import java.time.Duration;

/**
 * How events are admitted.
 *
 * @param bundleHash hash of the bundle that the cascade runs; policies of others are refused
 * @param exits the number of exits of its ladder
 * @param firstPolicy the policy document in force until the control topic says otherwise
 * @param disorder by how much event times may run back within a partition
 * @param idleAfter after how long a silent partition no longer holds the watermark back
 * @param controlTrust which control messages are believed
 * @param controlWait how long the first event may wait for the control topic to be read
 */
public record AdmissionOptions(
        String bundleHash,
        int exits,
        byte[] firstPolicy,
        Duration disorder,
        Duration idleAfter,
        ControlTrust controlTrust,
        Duration controlWait)
        implements Serializable {}
