package io.sluice.kernel.costs;

import io.sluice.config.ConfigException;
import io.sluice.config.Section;
import io.sluice.kernel.costs.BatchCost.Latency;
import io.sluice.schemas.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads and writes a bundle's measured costs, {@code <directory>/<bundle hash>/<device
 * class>.yaml}; BUNDLE.md specifies the file.
 */
public final class CostOverlay {
    /** The newest version that is read, and the one that is written. */
    public static final int FORMAT_VERSION = 1;

    private CostOverlay() {}

    /** Where the costs of a bundle lie. */
    public static Path path(Path directory, String bundle, String deviceClass) {
        DeviceClass.require(deviceClass);
        return directory.resolve(bundle).resolve(deviceClass + ".yaml");
    }

    /**
     * The costs of a bundle on a class of machines; empty when there is no such file.
     *
     * @throws ConfigException naming every key that is wrong
     */
    public static Optional<CostTable> find(Path directory, String bundle, String deviceClass)
            throws IOException {
        Path file = path(directory, bundle, deviceClass);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        CostTable table = parse(file.toString(), Files.readString(file));
        if (!table.bundle().equals(bundle) || !table.deviceClass().equals(deviceClass)) {
            throw new IOException(
                    file
                            + ": holds the costs of bundle "
                            + table.bundle()
                            + " on "
                            + table.deviceClass()
                            + ", expected those that its path names");
        }
        return Optional.of(table);
    }

    /** Writes the costs in place of what is there; a reader finds the old file or the new one. */
    public static Path write(Path directory, CostTable table) throws IOException {
        Path file = path(directory, table.bundle(), table.deviceClass());
        Files.createDirectories(file.getParent());
        Path written = Files.createTempFile(file.getParent(), table.deviceClass(), ".part");
        try {
            Files.writeString(written, CostDocument.of(table));
            Files.move(
                    written,
                    file,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
        return file;
    }

    /**
     * Reads a document.
     *
     * @param source what to call it in messages
     */
    static CostTable parse(String source, String text) {
        Section root = Section.parse(source, text);
        root.integer("format-version", 1, FORMAT_VERSION);
        String bundle = root.string("bundle");
        if (root.has("bundle") && !bundle.matches("[0-9a-f]{64}")) {
            root.problem("bundle", "'" + bundle + "'", "64 hexadecimal digits");
        }
        String deviceClass = root.string("device-class");
        if (root.has("device-class") && !DeviceClass.isValid(deviceClass)) {
            root.problem("device-class", "'" + deviceClass + "'", DeviceClass.FORM);
        }
        String device = root.string("device");
        List<PartCost> stages = new ArrayList<>();
        for (Section stage : root.sections("stages")) {
            part(stage, stage.string("stage"), "costs").ifPresent(stages::add);
        }
        Optional<PartCost> fullPath =
                root.has(CostTable.FULL_PATH)
                        ? part(root, CostTable.FULL_PATH, CostTable.FULL_PATH)
                        : Optional.empty();
        root.finish();
        return new CostTable(bundle, deviceClass, device, stages, fullPath);
    }

    /** A part, or nothing when a problem with it was recorded. */
    private static Optional<PartCost> part(Section section, String name, String key) {
        List<BatchCost> sizes = new ArrayList<>();
        List<Section> sections = section.sections(key);
        for (Section size : sections) {
            size(size).ifPresent(sizes::add);
        }
        if (sizes.size() < sections.size()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PartCost(name, sizes));
        } catch (IllegalArgumentException e) {
            section.problem(key, e.getMessage(), "at least one size, and sizes that rise");
            return Optional.empty();
        }
    }

    private static Optional<BatchCost> size(Section section) {
        int batch = (int) section.integer("batch", 1, Integer.MAX_VALUE);
        long runs = section.integer("runs", 1, Long.MAX_VALUE);
        Optional<Latency> latency = latency(section);
        if (latency.isEmpty() || !section.has("joules")) {
            return latency.map(known -> BatchCost.withoutJoules(batch, runs, known));
        }
        Section joules = section.section("joules");
        double uncertainty = joules.decimal("uncertainty", 0, Double.MAX_VALUE, Double.NaN);
        return Optional.of(
                new BatchCost(
                        batch,
                        runs,
                        latency.get(),
                        joules.decimal("per-event", 0, Double.MAX_VALUE),
                        uncertainty,
                        provenance(joules)));
    }

    private static Optional<Latency> latency(Section size) {
        Section seconds = size.section("batch-seconds");
        try {
            return Optional.of(
                    new Latency(
                            seconds.decimal("mean", 0, Double.MAX_VALUE),
                            seconds.decimal("p50", 0, Double.MAX_VALUE),
                            seconds.decimal("p95", 0, Double.MAX_VALUE),
                            seconds.decimal("p99", 0, Double.MAX_VALUE),
                            provenance(seconds)));
        } catch (IllegalArgumentException e) {
            size.problem("batch-seconds", e.getMessage(), "quantiles that do not fall");
            return Optional.empty();
        }
    }

    private static Provenance provenance(Section section) {
        return section.choice("provenance", Figure.class) == Figure.MEASURED
                ? Provenance.MEASURED
                : Provenance.ESTIMATED;
    }

    /** What a figure in a file can be; one that is unknown is not there. */
    private enum Figure {
        MEASURED,
        ESTIMATED
    }
}
