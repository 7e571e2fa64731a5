package io.sluice.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A device with simulated sensors. It obeys commands that say which sensors are wanted,
 * acknowledges them, and gives frames of the sensors that are on and awake. A sensor that is off
 * gives nothing: its view is not even computed.
 *
 * <p>Time is an argument and only moves forward. Each sensor has a clock of its own with a constant
 * offset; each frame comes a little behind its tick.
 *
 * <p>Owned state: the scene, the power of each sensor, frames that are not delivered yet.
 * Threading: one thread.
 */
public final class SimulatedDevice {
    private static final int OFFSETS = 2;
    private static final Comparator<Frame> DELIVERY =
            Comparator.comparingLong(Frame::deliveredMillis)
                    .thenComparingLong(Frame::tick)
                    .thenComparingInt(Frame::sensor);

    private final SimulatorSettings settings;
    private final LabelledImages images;
    private final String key;
    private final long startMillis;
    private final Scene scene;
    private final long[] offsetMillis;
    private final List<PoweredSensor> sensors = new ArrayList<>();
    private final FaultyLink link;
    private final ArrayDeque<Exposure> exposures = new ArrayDeque<>();
    private final PriorityQueue<Frame> outbox = new PriorityQueue<>(DELIVERY);
    private long ticks;
    private long nowMillis;
    private long obeyed;
    private int context;

    /** A sensor's chance to take a frame, at a true time. */
    private record Exposure(Scene.Moment moment, int sensor, long timeMillis) {}

    /**
     * The answer to a command.
     *
     * @param sequence of the newest command that was obeyed
     * @param on mask of the sensors that are on
     * @param effectiveFromMillis when the last of them gives frames, or has done so since
     */
    public record Acknowledgement(long sequence, int on, long effectiveFromMillis) {}

    /**
     * Makes a device whose sensors are all on and awake.
     *
     * @param images scenes of 28x28 pixels
     * @param key its name
     * @param seed of its scene, its sensors' clocks and their noise
     * @param startMillis the time of tick 0
     */
    public SimulatedDevice(
            SimulatorSettings settings,
            LabelledImages images,
            String key,
            long seed,
            long startMillis) {
        this.settings = settings;
        this.images = images;
        this.key = key;
        this.startMillis = startMillis;
        nowMillis = startMillis;
        scene = new Scene(settings.weather(), images.size(), seed);
        offsetMillis = offsets(settings, seed);
        link = new FaultyLink(settings.sensors().size());
        settings.sensors().forEach(s -> sensors.add(new PoweredSensor(s, startMillis)));
    }

    private static long[] offsets(SimulatorSettings settings, long seed) {
        SplitMix random = new SplitMix(SplitMix.seed(seed, OFFSETS));
        long[] offsets = new long[settings.sensors().size()];
        for (int sensor = 0; sensor < offsets.length; sensor++) {
            double share = 2 * random.uniform() - 1;
            offsets[sensor] = Math.round(share * settings.clockOffset().toMillis());
        }
        return offsets;
    }

    public String key() {
        return key;
    }

    /** The index of the weather at the last tick that has begun; for evaluation alone. */
    public int context() {
        return context;
    }

    /** Lets something go wrong. */
    public void inject(Fault fault) {
        boolean numbers =
                fault.kind() == Fault.Kind.NOT_A_NUMBER || fault.kind() == Fault.Kind.OUT_OF_RANGE;
        SensorSettings sensor = settings.sensors().get(fault.sensor());
        if (numbers && !sensor.view().dtype().isFloatingPoint()) {
            throw new IllegalArgumentException(
                    fault.kind()
                            + " for "
                            + sensor.name()
                            + ", which sends "
                            + sensor.view().dtype()
                            + "; expected a sensor that sends floating-point numbers");
        }
        link.add(fault);
    }

    /**
     * Obeys a command unless a newer one was obeyed before. Obeying one twice changes nothing.
     *
     * @param sequence number of the command, from 1
     * @param on mask of the sensors that are wanted
     * @param timeMillis when it arrives, not before the time the device has reached
     */
    public Acknowledgement obey(long sequence, int on, long timeMillis) {
        if ((on & ~settings.allSensors()) != 0) {
            throw new IllegalArgumentException(
                    "a command for the sensors "
                            + Integer.toBinaryString(on)
                            + "; expected a mask within "
                            + Integer.toBinaryString(settings.allSensors()));
        }
        run(timeMillis);
        if (sequence > obeyed) {
            obeyed = sequence;
            for (int sensor = 0; sensor < sensors.size(); sensor++) {
                sensors.get(sensor).turn((on & 1 << sensor) != 0, timeMillis);
            }
        }
        return acknowledgement();
    }

    /** What the device says of itself: the newest command it obeyed, and what is on. */
    public Acknowledgement acknowledgement() {
        int on = 0;
        long effective = startMillis;
        for (int sensor = 0; sensor < sensors.size(); sensor++) {
            if (sensors.get(sensor).isOn()) {
                on |= 1 << sensor;
                effective = Math.max(effective, sensors.get(sensor).awakeMillis());
            }
        }
        return new Acknowledgement(obeyed, on, effective);
    }

    /** Goes on until a time, which counts, and hands out what was delivered since the last call. */
    public List<Frame> advance(long untilMillis) {
        run(untilMillis);
        List<Frame> delivered = new ArrayList<>();
        while (!outbox.isEmpty() && outbox.peek().deliveredMillis() <= untilMillis) {
            delivered.add(outbox.poll());
        }
        return delivered;
    }

    /** The joules spent so far by all sensors together. */
    public double joules() {
        return sensors.stream().mapToDouble(PoweredSensor::joules).sum();
    }

    /** The joules spent so far by one sensor. */
    public double joules(int sensor) {
        return sensors.get(sensor).joules();
    }

    private void run(long untilMillis) {
        if (untilMillis < nowMillis) {
            throw new IllegalArgumentException(
                    "time " + untilMillis + "; expected no earlier than " + nowMillis);
        }
        while (tickMillis() <= untilMillis) {
            expose(untilMillis);
            Scene.Moment moment = scene.next();
            context = moment.context();
            addExposures(moment);
            ticks++;
        }
        expose(untilMillis);
        sensors.forEach(sensor -> sensor.account(untilMillis));
        nowMillis = untilMillis;
    }

    private long tickMillis() {
        return startMillis + ticks * settings.period().toMillis();
    }

    private void addExposures(Scene.Moment moment) {
        List<Exposure> next = new ArrayList<>();
        for (int sensor = 0; sensor < sensors.size(); sensor++) {
            // Behind the view's seeds, which are those of the first indices.
            SplitMix random = new SplitMix(moment.viewSeed(sensors.size() + sensor));
            long delay = (long) (random.uniform() * settings.jitter().toMillis());
            next.add(new Exposure(moment, sensor, tickMillis() + delay));
        }
        next.sort(Comparator.comparingLong(Exposure::timeMillis));
        exposures.addAll(next);
    }

    private void expose(long untilMillis) {
        while (!exposures.isEmpty() && exposures.peek().timeMillis() <= untilMillis) {
            Exposure exposure = exposures.poll();
            if (sensors.get(exposure.sensor()).givesFrames(exposure.timeMillis())) {
                outbox.addAll(link.send(frame(exposure), exposure.timeMillis()));
            }
        }
    }

    private Frame frame(Exposure exposure) {
        Scene.Moment moment = exposure.moment();
        int sensor = exposure.sensor();
        SensorView view = settings.sensors().get(sensor).view();
        return new Frame(
                key,
                moment.tick(),
                sensor,
                exposure.timeMillis() + offsetMillis[sensor],
                exposure.timeMillis(),
                view.of(images.pixels()[moment.image()], moment.context(), moment.viewSeed(sensor)),
                moment.context(),
                images.labels()[moment.image()]);
    }
}
