package io.sluice.jobs;

import io.sluice.kernel.testkit.SensorTestBundle;
import io.sluice.kernel.testkit.SensorTestBundle.Sensor;
import io.sluice.kernel.testkit.SensorTestPolicy;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.SensorAck;
import io.sluice.schemas.SensorCommand;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A device of the test bundle that obeys: it sends a frame a second of every sensor that is on, and
 * does what the newest command says. Its sensors take {@value #WAKING_MILLIS} ms to wake, so that
 * an acknowledgement is there before the first frames that it speaks of.
 */
final class SensorDevice {
    static final int LABEL = 3;

    private static final long WAKING_MILLIS = 3_000;

    /** The first tick of every device. */
    private static final long START_MILLIS = 1_700_000_000_000L;

    final String name;

    /** Ids of the answers that are to come. */
    final List<String> expected = new ArrayList<>();

    final List<SensorCommand> commands = new ArrayList<>();
    final Set<Sensor> on = EnumSet.allOf(Sensor.class);

    /** Sensors that send nothing though they are on. */
    final Set<Sensor> failed = EnumSet.noneOf(Sensor.class);

    boolean dark;

    /** Whether it hears no command. */
    boolean deaf;

    private long nextMillis = START_MILLIS;
    private long heard;
    private SensorCommand newest;
    private SensorAck switching;

    SensorDevice(String name) {
        this.name = name;
    }

    byte[] key() {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    /** The time of the frames that come next. */
    long nextMillis() {
        return nextMillis;
    }

    /** Sends a frame of every sensor that is on. */
    void tick(SensorRun run) {
        for (Sensor sensor : on) {
            if (!failed.contains(sensor)) {
                run.send(sensor, this, frame(sensor, nextMillis));
            }
        }
        passed();
    }

    /** Notes that frames of the next tick were sent. */
    void passed() {
        expected.add(name + "@" + nextMillis);
        nextMillis += SensorTestPolicy.PERIOD_MILLIS;
        switchSensors();
    }

    byte[] frame(Sensor sensor, long atMillis) {
        byte[] row = SensorTestBundle.row(sensor, LABEL, 100);
        if (sensor == Sensor.CAMERA && dark) {
            row[0] = (byte) SensorTestPolicy.DARK;
        }
        return frame(atMillis, row);
    }

    byte[] frame(long atMillis, byte[] row) {
        AvroWriter out = new AvroWriter(64);
        out.writeString(name);
        out.writeLong(atMillis);
        out.writeBytes(row);
        return out.toByteArray();
    }

    /** Hears a command. */
    void hear(SensorCommand command) {
        commands.add(command);
        if (!deaf && command.sequence() > heard) {
            heard = command.sequence();
            newest = command;
        }
    }

    /**
     * Begins to do what the newest command says, once the one before it is done.
     *
     * @return what is to be acknowledged; null for nothing new
     */
    SensorAck obey() {
        if (newest == null || switching != null) {
            return null;
        }
        switching =
                new SensorAck(key(), newest.sequence(), newest.on(), nextMillis + WAKING_MILLIS);
        newest = null;
        return switching;
    }

    private void switchSensors() {
        if (switching != null && nextMillis >= switching.effectiveFromMillis()) {
            on.clear();
            Arrays.stream(Sensor.values())
                    .filter(sensor -> switching.on().contains(sensor.modality()))
                    .forEach(on::add);
            switching = null;
        }
    }
}
