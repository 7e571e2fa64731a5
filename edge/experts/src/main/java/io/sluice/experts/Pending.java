package io.sluice.experts;

import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertRequest;
import java.util.List;
import java.util.function.Consumer;

/**
 * A request that waits.
 *
 * @param request what is asked
 * @param row its inputs in the order of the expert's
 * @param arrivedMicros when it came, by the engine's clock
 * @param deadlineMicros when its budget is over, by the same
 * @param answered whom to tell
 */
record Pending(
        ExpertRequest request,
        List<NamedTensor> row,
        long arrivedMicros,
        long deadlineMicros,
        Consumer<ExpertReply> answered) {}
