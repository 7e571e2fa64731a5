package io.sluice.schemas.mapping;

import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.mapping.TimeField.Unit;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongConsumer;

/** A time or a duration, given on in milliseconds, rounded down. */
final class TimeTarget extends Target {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Unit unit;
    private final LongConsumer millis;

    TimeTarget(TimeField field, String meaning, LongConsumer millis) {
        this(field.path(), meaning, field.unit(), millis);
    }

    private TimeTarget(String path, String meaning, Unit unit, LongConsumer millis) {
        super(path, meaning, accepted(unit));
        this.unit = unit;
        this.millis = millis;
    }

    private static Set<Kind> accepted(Unit unit) {
        return unit == Unit.FROM_SCHEMA
                ? EnumSet.of(Kind.TEXT)
                : EnumSet.of(Kind.INTEGER, Kind.FRACTION);
    }

    /** The same target for a field whose schema says the unit; an explicit unit stays. */
    TimeTarget withSchemaUnit(Unit fromSchema) {
        return unit == Unit.FROM_SCHEMA
                ? new TimeTarget(path(), meaning(), fromSchema, millis)
                : this;
    }

    @Override
    void integer(long value) throws DecodeException {
        if (unit == Unit.FROM_SCHEMA) {
            throw refuse("the number " + value + ", whose unit nothing says");
        }
        millis.accept(toMillis(value));
    }

    private long toMillis(long value) throws DecodeException {
        if (unit.nanos() <= NANOS_PER_MILLI) {
            return Math.floorDiv(value, NANOS_PER_MILLI / unit.nanos());
        }
        long factor = unit.nanos() / NANOS_PER_MILLI;
        if (value > Long.MAX_VALUE / factor || value < Long.MIN_VALUE / factor) {
            throw outOfRange(Long.toString(value));
        }
        return value * factor;
    }

    @Override
    void fraction(double value) throws DecodeException {
        if (unit == Unit.FROM_SCHEMA) {
            throw refuse("the number " + value + ", whose unit nothing says");
        }
        double scaled = Math.floor(value * unit.nanos() / NANOS_PER_MILLI);
        if (!(Math.abs(scaled) < 0x1p63)) {
            throw outOfRange(Double.toString(value));
        }
        millis.accept((long) scaled);
    }

    @Override
    void text(String value) throws DecodeException {
        if (unit != Unit.FROM_SCHEMA) {
            super.text(value);
        }
        try {
            millis.accept(Instant.parse(value).toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw new DecodeException(
                    ReasonCode.WRONG_TYPE,
                    "field '"
                            + path()
                            + "' for "
                            + meaning()
                            + ": expected a time in ISO 8601 such as 2026-11-21T10:15:30.5Z, found '"
                            + shortened(value)
                            + "'",
                    e);
        }
    }

    private DecodeException outOfRange(String value) {
        return refuse("%s, which is no time in %s".formatted(value, unit));
    }
}
