package io.sluice.operators.experts;

import io.sluice.operators.serialization.AddressedRequestSerializer;
import org.apache.flink.util.OutputTag;

/** The side output of what devices are asked. */
public final class ExpertRequests {
    public static final OutputTag<AddressedRequest> TAG =
            new OutputTag<>("expert-requests", AddressedRequestSerializer.TYPE);

    private ExpertRequests() {}
}
