package io.sluice.cli.demo.sensors;

import io.sluice.simulator.SimulatorSettings;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The samples that a fleet lives, one for each tick of each device, and the ids of their frames and
 * answers.
 *
 * @param devices how many
 * @param ticks that each of them lives
 * @param startMillis the time of tick 0, a multiple of the period as all ticks are for a pipeline
 * @param periodMillis from tick to tick
 */
public record SampleGrid(int devices, int ticks, long startMillis, long periodMillis) {
    private static final String DEVICE = "device-";
    private static final Pattern ANSWER = Pattern.compile(DEVICE + "(\\d{1,9})@(\\d{1,18})");
    private static final Pattern FRAME = Pattern.compile(DEVICE + "(\\d{1,9})-(\\d{1,18})-.*");

    /** What a device saw at a tick, counted from 0. */
    public record Sample(int device, int tick) {}

    /**
     * @throws IllegalArgumentException when the ticks are no multiples of the period
     */
    public SampleGrid {
        if (startMillis % periodMillis != 0) {
            throw new IllegalArgumentException(
                    "tick 0 at "
                            + startMillis
                            + " ms; expected a multiple of the period of "
                            + periodMillis
                            + " ms");
        }
    }

    /** Begins at the last tick that is not after a time. */
    public static SampleGrid of(
            SimulatorSettings settings, int devices, int ticks, long timeMillis) {
        long period = settings.period().toMillis();
        return new SampleGrid(devices, ticks, timeMillis - timeMillis % period, period);
    }

    static String key(int device) {
        return DEVICE + device;
    }

    static String frameId(String key, long tick, String topic) {
        return key + "-" + tick + "-" + topic;
    }

    int samples() {
        return Math.multiplyExact(devices, ticks);
    }

    /** The sample that an answer is to; empty when no device lived it. */
    Optional<Sample> ofAnswer(String eventId) {
        Matcher id = ANSWER.matcher(eventId);
        if (!id.matches()) {
            return Optional.empty();
        }
        long since = Long.parseLong(id.group(2)) - startMillis;
        return since % periodMillis == 0
                ? sample(id.group(1), since / periodMillis)
                : Optional.empty();
    }

    /** The sample that a frame is of; empty when no device lived it. */
    Optional<Sample> ofFrame(String eventId) {
        Matcher id = FRAME.matcher(eventId);
        return id.matches() ? sample(id.group(1), Long.parseLong(id.group(2))) : Optional.empty();
    }

    private Optional<Sample> sample(String number, long tick) {
        int device = Integer.parseInt(number);
        boolean lived = device < devices && tick >= 0 && tick < ticks;
        return lived ? Optional.of(new Sample(device, (int) tick)) : Optional.empty();
    }
}
