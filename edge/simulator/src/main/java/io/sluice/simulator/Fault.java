package io.sluice.simulator;

import java.time.Duration;

/**
 * Something that goes wrong with one sensor for a while.
 *
 * @param kind what goes wrong
 * @param sensor index of the sensor
 * @param fromMillis true time at which it begins
 * @param untilMillis true time at which it is over
 * @param amount how far the clock jumps or how late frames are; zero for other kinds
 */
public record Fault(Kind kind, int sensor, long fromMillis, long untilMillis, Duration amount) {
    /** What goes wrong. */
    public enum Kind {
        /** The sensor is on and sends nothing. */
        SILENT,
        /** It repeats the value it had when the fault began. */
        FROZEN,
        /** Its clock goes ahead by the amount (back, when that is negative). */
        CLOCK_JUMP,
        /** Its first number is NaN; for sensors that send floating-point numbers. */
        NOT_A_NUMBER,
        /** Its first number is a billion; for sensors that send floating-point numbers. */
        OUT_OF_RANGE,
        /** Only the first half of the rows is sent. */
        CUT_SHORT,
        /** Every frame is sent twice. */
        DUPLICATED,
        /** Frames are sent late by the amount, with the time they were taken. */
        LATE
    }

    /** A fault that has no amount. */
    public Fault(Kind kind, int sensor, long fromMillis, long untilMillis) {
        this(kind, sensor, fromMillis, untilMillis, Duration.ZERO);
    }

    public Fault {
        if (untilMillis <= fromMillis) {
            throw new IllegalArgumentException(
                    kind + " until " + untilMillis + "; expected later than " + fromMillis);
        }
        if (kind == Kind.LATE && amount.isNegative()) {
            throw new IllegalArgumentException("late by " + amount + "; expected no less than 0");
        }
    }

    boolean holds(int ofSensor, long timeMillis) {
        return sensor == ofSensor && timeMillis >= fromMillis && timeMillis < untilMillis;
    }
}
