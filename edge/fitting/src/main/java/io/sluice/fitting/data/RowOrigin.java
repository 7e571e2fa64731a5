package io.sluice.fitting.data;

import java.util.Optional;

/**
 * Where a row belongs in a sequence: what fitting of sensor gates needs besides inputs and label.
 *
 * @param key the device, person or place that it comes from; empty when the data do not say
 * @param timeMillis when it was, milliseconds since the epoch or since any other moment
 * @param context the label of outside conditions, such as {@code fog}, where the data say it
 */
public record RowOrigin(String key, long timeMillis, Optional<String> context) {}
