package io.sluice.gates.sensors.fit;

import java.util.Arrays;

/**
 * How long commands take to have an effect in a replay.
 *
 * @param commandTicks from the sample after which a command is sent until the device obeys and says
 *     so, at least 1
 * @param wakeTicks for each modality how long a sensor that was woken draws its power before it
 *     gives anything, at least 0
 */
public record DeviceDelays(int commandTicks, int[] wakeTicks) {
    public DeviceDelays {
        wakeTicks = wakeTicks.clone();
        if (commandTicks < 1 || Arrays.stream(wakeTicks).anyMatch(ticks -> ticks < 0)) {
            throw new IllegalArgumentException(
                    "a command takes "
                            + commandTicks
                            + " ticks and waking "
                            + Arrays.toString(wakeTicks)
                            + "; expected at least 1 and at least 0");
        }
    }

    /** A command is obeyed at the next tick, and a sensor gives something at once. */
    public static DeviceDelays least(int modalities) {
        return new DeviceDelays(1, new int[modalities]);
    }
}
