package io.sluice.energy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Something in this machine that counts energy. What it gives is measured, never derived from time.
 *
 * <p>Its channels do not overlap: a source leaves out what is part of another channel, so that
 * their sum is the energy of what it {@link #covers}. Not thread-safe; {@link EnergyMeter} is.
 */
public interface EnergySource extends AutoCloseable {
    /** What a source sees. */
    enum Coverage {
        /** Processors and, where it is counted, their memory; no accelerator. */
        PROCESSORS,
        /** Accelerator boards alone. */
        ACCELERATORS,
        /** All that the machine draws. */
        MACHINE
    }

    /** The name by which a configuration asks for it, such as {@code powercap}. */
    String name();

    Coverage covers();

    /** Why it cannot be used; empty when it can. Looks again at every call. */
    Optional<Absence> absence();

    /** Its channels, for people; only when it is not absent. */
    String detail();

    /**
     * How old what it says may be, seconds: a window is known to within the energy of that time at
     * either end.
     */
    double tickSeconds();

    /**
     * Reads every channel.
     *
     * @param nanos the time now, of the clock that all calls share
     * @return one count per channel, at least one
     * @throws IOException naming the channel that could not be read; nothing is lost by that unless
     *     a later count has another epoch
     */
    List<EnergyCount> read(long nanos) throws IOException;

    @Override
    default void close() {}
}
