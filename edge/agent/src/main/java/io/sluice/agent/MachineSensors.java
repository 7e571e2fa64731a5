package io.sluice.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Battery and temperature as Linux gives them below {@code /sys/class}. */
final class MachineSensors {
    private final Path root;

    MachineSensors(Path root) {
        this.root = root;
    }

    static MachineSensors ofThisMachine() {
        return new MachineSensors(Path.of("/sys/class"));
    }

    /** Charge of the emptiest battery from 0 to 1, or NaN when there is none. */
    double battery() {
        OptionalDouble percent = numbers("power_supply", "capacity").min();
        return percent.isEmpty()
                ? Double.NaN
                : Math.min(Math.max(percent.getAsDouble() / 100, 0), 1);
    }

    /** Temperature of the hottest zone in degrees Celsius, or NaN when none is known. */
    double celsius() {
        OptionalDouble milli = numbers("thermal", "temp").max();
        return milli.isEmpty() ? Double.NaN : milli.getAsDouble() / 1_000;
    }

    private DoubleStream numbers(String kind, String file) {
        List<Path> entries;
        try (Stream<Path> listed = Files.list(root.resolve(kind))) {
            entries = listed.toList();
        } catch (IOException e) {
            return DoubleStream.empty();
        }
        return entries.stream()
                .mapToDouble(entry -> number(entry.resolve(file)))
                .filter(Double::isFinite);
    }

    private static double number(Path file) {
        try {
            return Double.parseDouble(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            return Double.NaN;
        }
    }
}
