package io.sluice.operators.experts;

import io.sluice.schemas.ExpertRequest;

/**
 * A request on its way to a device.
 *
 * @param topic the device's request topic
 * @param request what is asked
 */
public record AddressedRequest(String topic, ExpertRequest request) {
    /** A record of a request has at most so many bytes. */
    public static final int MOST_BYTES = 32 << 20;
}
