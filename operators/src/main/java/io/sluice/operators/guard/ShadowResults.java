package io.sluice.operators.guard;

import io.sluice.gates.guard.ShadowResult;
import io.sluice.operators.serialization.ShadowResultSerializer;
import org.apache.flink.util.OutputTag;

/** The side output of the cascade's shadow runs. */
public final class ShadowResults {
    public static final OutputTag<ShadowResult> TAG =
            new OutputTag<>("shadow-results", ShadowResultSerializer.TYPE);

    private ShadowResults() {}
}
