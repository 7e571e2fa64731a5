package io.sluice.operators;

import io.sluice.schemas.Header;
import io.sluice.schemas.Prediction;
import java.util.List;
import java.util.OptionalLong;

/**
 * A prediction on its way to the sink.
 *
 * @param prediction the answer
 * @param headers headers of the source record that go through unchanged, such as traceparent
 * @param deadlineMillis the event's deadline, milliseconds since the epoch, or empty
 */
public record Answer(Prediction prediction, List<Header> headers, OptionalLong deadlineMillis) {
    /** An answer to an event without a deadline. */
    public Answer(Prediction prediction, List<Header> headers) {
        this(prediction, headers, OptionalLong.empty());
    }
}
