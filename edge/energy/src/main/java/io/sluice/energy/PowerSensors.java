package io.sluice.energy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Sensors of power that see the whole machine; energy is their integral over the readings. */
abstract class PowerSensors implements EnergySource {
    private final String name;
    private final double tickSeconds;
    private final Map<String, PowerIntegral> integrals = new HashMap<>();

    /** One sensor. */
    record Sensor(String name, Power power) {}

    /** Reads a sensor. */
    interface Power {
        /**
         * @throws IOException when it cannot be read, or says nothing of the machine now
         */
        double watts() throws IOException;
    }

    PowerSensors(String name, double tickSeconds) {
        this.name = name;
        this.tickSeconds = tickSeconds;
    }

    /** Those that are there and do not overlap. */
    abstract List<Sensor> sensors();

    /** What to say where there is none. */
    abstract Absence none();

    /** What would let one that is there be read. */
    abstract String remedy();

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Coverage covers() {
        return Coverage.MACHINE;
    }

    @Override
    public final Optional<Absence> absence() {
        List<Sensor> sensors = sensors();
        if (sensors.isEmpty()) {
            return Optional.of(none());
        }
        try {
            for (Sensor sensor : sensors) {
                sensor.power().watts();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Absence(e.getMessage(), remedy()));
        }
    }

    @Override
    public final String detail() {
        return sensors().stream().map(Sensor::name).collect(Collectors.joining(", "));
    }

    @Override
    public final double tickSeconds() {
        return tickSeconds;
    }

    @Override
    public final List<EnergyCount> read(long nanos) throws IOException {
        List<EnergyCount> counts = new ArrayList<>();
        for (Sensor sensor : sensors()) {
            PowerIntegral integral = integrals.computeIfAbsent(sensor.name(), PowerIntegral::new);
            integral.add(sensor.power().watts(), nanos);
            counts.add(integral.count());
        }
        if (counts.isEmpty()) {
            throw new IOException(none().reason());
        }
        return counts;
    }
}
