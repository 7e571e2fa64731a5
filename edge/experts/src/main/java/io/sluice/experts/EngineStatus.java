package io.sluice.experts;

import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import java.util.List;

/**
 * How an engine stands, for telemetry.
 *
 * @param experts what it can be asked for
 * @param queued requests that wait
 * @param queueMicros how long a new request is expected to wait before its batch is computed,
 *     microseconds
 */
public record EngineStatus(List<HostedExpert> experts, int queued, long queueMicros) {
    public EngineStatus {
        experts = List.copyOf(experts);
    }
}
