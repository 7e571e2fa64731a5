package io.sluice.operators;

import io.sluice.schemas.Header;
import io.sluice.schemas.Prediction;
import java.util.List;

/**
 * A prediction on its way to the sink.
 *
 * @param prediction the answer
 * @param headers headers of the source record that go through unchanged, such as traceparent
 */
public record Answer(Prediction prediction, List<Header> headers) {}
