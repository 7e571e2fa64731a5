package io.sluice.cli.demo.sensors;

import io.sluice.cli.data.TopicConsumer;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.ModalitySpec;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.EventCodec;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.SensorAck;
import io.sluice.schemas.SensorAckCodec;
import io.sluice.schemas.SensorCommand;
import io.sluice.schemas.SensorCommandCodec;
import io.sluice.simulator.Frame;
import io.sluice.simulator.LabelledImages;
import io.sluice.simulator.SensorRecording;
import io.sluice.simulator.SimulatedDevice;
import io.sluice.simulator.SimulatorSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Simulated devices on Kafka: they send the frames of the sensors that are on, obey commands and
 * acknowledge them. Simulated time runs as many times as fast as the clock on the wall.
 *
 * <p>Runs in a thread of its own; what it counts may be read from others at any time.
 */
public final class Fleet implements Runnable, AutoCloseable {
    /** The seed of all scenes, so that everybody sees the same demo. */
    static final long SEED = 20_261_122;

    /** The device that the job is warmed with. */
    public static final String WARM_UP = "warm-up";

    private final SimulatorSettings settings;
    private final LabelledImages images;
    private final Topics topics;
    private final SampleGrid grid;
    private final double speed;
    private final Map<String, SimulatedDevice> devices = new LinkedHashMap<>();
    private final List<String> keys = new ArrayList<>();
    private final Producer<byte[], byte[]> producer;
    private final Consumer<byte[], byte[]> commands;
    private volatile Now now;
    private volatile long commanded;
    private volatile boolean stopped;
    private volatile RuntimeException failure;

    /**
     * A moment of the simulation.
     *
     * @param ticks how many have begun
     * @param context of the first device
     * @param on sensors that are on in the first device, a mask
     * @param joules spent by all devices so far
     */
    public record Now(int ticks, String context, int on, double joules) {}

    /**
     * Where frames and acknowledgements go.
     *
     * @param frames by sensor, in the simulator's order
     * @param inputs by sensor, the bundle's input that its frames bring
     */
    record Topics(List<String> frames, List<String> inputs, String acks) {}

    /** Takes the producer and the consumer over, and closes them when it has lived. */
    Fleet(
            SimulatorSettings settings,
            LabelledImages images,
            Topics topics,
            SampleGrid grid,
            double speed,
            Producer<byte[], byte[]> producer,
            Consumer<byte[], byte[]> commands) {
        this.settings = settings;
        this.images = images;
        this.topics = topics;
        this.grid = grid;
        this.speed = speed;
        for (int i = 0; i < grid.devices(); i++) {
            String key = SampleGrid.key(i);
            long seed = SensorRecording.deviceSeed(SEED, i);
            devices.put(key, new SimulatedDevice(settings, images, key, seed, grid.startMillis()));
            keys.add(key);
        }
        this.now = new Now(0, settings.contexts().get(0), settings.allSensors(), 0);
        this.producer = producer;
        this.commands = commands;
    }

    /**
     * The devices that a pipeline's streams are for.
     *
     * @param bundle the pipeline's
     * @param grid how many they are and what they live
     * @param speed simulated seconds in a second
     */
    public static Fleet of(
            PipelineConfig config,
            Bundle bundle,
            SimulatorSettings settings,
            LabelledImages images,
            SampleGrid grid,
            double speed) {
        List<String> topics = new ArrayList<>();
        List<String> inputs = new ArrayList<>();
        for (ModalitySpec modality : bundle.manifest().sensorLayout().orElseThrow().modalities()) {
            inputs.add(modality.inputs().get(0));
            config.source().streams().stream()
                    .filter(stream -> stream.modalities().contains(modality.name()))
                    .forEach(stream -> topics.add(stream.topic()));
        }
        String servers = config.source().bootstrapServers();
        String commands = config.sensors().commandsTopic();
        return new Fleet(
                settings,
                images,
                new Topics(topics, inputs, config.sensors().acksTopic()),
                grid,
                speed,
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers, "linger.ms", 0),
                        new ByteArraySerializer(),
                        new ByteArraySerializer()),
                TopicConsumer.open(servers, commands, "read_uncommitted"));
    }

    /** Sends one sample of a device that does not live on, so that the job is warm. */
    public void sendWarmUp() {
        long before = grid.startMillis() - 10 * grid.periodMillis();
        new SimulatedDevice(settings, images, WARM_UP, SEED, before)
                .advance(before + grid.periodMillis() - 1)
                .forEach(this::send);
        producer.flush();
    }

    @Override
    public void run() {
        try {
            live();
        } catch (RuntimeException e) {
            fail(e);
        } finally {
            commands.close();
            producer.close();
        }
    }

    private void live() {
        long period = grid.periodMillis();
        long startMillis = grid.startMillis();
        long wallStart = System.nanoTime();
        for (int tick = 0; tick < grid.ticks() && !stopped; tick++) {
            long due = wallStart + (long) (tick * period / speed * 1e6);
            obey(startMillis + tick * period);
            while (System.nanoTime() < due && !stopped) {
                obey(startMillis + tick * period);
                LockSupport.parkNanos(1_000_000);
            }
            // Up to just before the next tick, so that commands are obeyed between two.
            for (SimulatedDevice device : devices.values()) {
                device.advance(startMillis + (tick + 1) * period - 1).forEach(this::send);
            }
            SimulatedDevice first = devices.get(keys.get(0));
            now =
                    new Now(
                            tick + 1,
                            settings.contexts().get(first.context()),
                            first.acknowledgement().on(),
                            joules());
        }
    }

    private void obey(long timeMillis) {
        for (ConsumerRecord<byte[], byte[]> record : commands.poll(Duration.ZERO)) {
            try {
                obey(SensorCommandCodec.decode(record.value()), timeMillis);
            } catch (MalformedException e) {
                throw new IllegalStateException("a command cannot be read: " + e.getMessage(), e);
            }
        }
    }

    private void obey(SensorCommand command, long timeMillis) {
        String key = new String(command.key(), StandardCharsets.UTF_8);
        SimulatedDevice device = devices.get(key);
        if (device == null) {
            return;
        }
        int on = 0;
        for (String name : command.on()) {
            on |= 1 << settings.sensor(name);
        }
        SimulatedDevice.Acknowledgement done = device.obey(command.sequence(), on, timeMillis);
        List<String> names = new ArrayList<>();
        for (int sensor = 0; sensor < settings.sensors().size(); sensor++) {
            if ((done.on() >> sensor & 1) != 0) {
                names.add(settings.sensors().get(sensor).name());
            }
        }
        SensorAck ack =
                new SensorAck(command.key(), done.sequence(), names, done.effectiveFromMillis());
        send(
                new ProducerRecord<>(topics.acks(), command.key(), SensorAckCodec.encode(ack)),
                "acknowledgement " + done.sequence() + " of " + key);
        commanded++;
    }

    private void send(Frame frame) {
        byte[] key = frame.key().getBytes(StandardCharsets.UTF_8);
        String topic = topics.frames().get(frame.sensor());
        String id = SampleGrid.frameId(frame.key(), frame.tick(), topic);
        Event event =
                new Event(
                        id,
                        key,
                        frame.timeMillis(),
                        List.of(
                                new NamedTensor(
                                        topics.inputs().get(frame.sensor()), frame.value())),
                        OptionalLong.of(frame.label()),
                        OptionalLong.empty());
        send(new ProducerRecord<>(topic, key, EventCodec.encode(event)), "frame " + id);
    }

    private void send(ProducerRecord<byte[], byte[]> record, String what) {
        producer.send(
                record,
                (written, error) -> {
                    if (error != null) {
                        String where = " could not be sent to the topic " + record.topic() + ": ";
                        fail(new IllegalStateException(what + where + error.getMessage(), error));
                    }
                });
    }

    /** Keeps the first failure, which may be Kafka's or the fleet's own, on either's thread. */
    private synchronized void fail(RuntimeException e) {
        failure = failure == null ? e : failure;
        stopped = true;
    }

    public Now now() {
        return now;
    }

    /** The commands that devices have obeyed. */
    long commanded() {
        return commanded;
    }

    /** Whether all ticks are sent. Throws what the fleet has failed with, if it has. */
    public boolean isDone() {
        throwFailure();
        return now.ticks() >= grid.ticks();
    }

    /**
     * Throws what the fleet has failed with, if it has: a record that Kafka did not take, or else.
     */
    public void throwFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    /** The joules spent so far by all devices. */
    private double joules() {
        return devices.values().stream().mapToDouble(SimulatedDevice::joules).sum();
    }

    /** What all devices had spent in so many ticks with every sensor on. */
    double joulesOfAll(int afterTicks) {
        double watts = settings.sensors().stream().mapToDouble(s -> s.wattsOn()).sum();
        return watts * afterTicks * grid.periodMillis() * 1e-3 * devices.size();
    }

    @Override
    public void close() {
        stopped = true;
    }
}
