package io.sluice.cli.data;

import io.sluice.config.Quantities;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations, written as in pipeline files: {@code 100ms}, {@code 5s}, {@code 2min}. */
public final class DurationText implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return Quantities.duration(text)
                .orElseThrow(
                        () ->
                                new TypeConversionException(
                                        "'" + text + "'; expected " + Quantities.DURATION_FORM));
    }
}
