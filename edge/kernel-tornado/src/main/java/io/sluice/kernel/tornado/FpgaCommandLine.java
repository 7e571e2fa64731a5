package io.sluice.kernel.tornado;

import io.sluice.kernel.Bitstream;
import io.sluice.kernel.UnsupportedStageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Whether the JVM was started for a bitstream. TornadoVM reads the files of bitstreams from a
 * system property when its runtime starts, which is before any bundle is known: what it does not
 * find there it compiles, over hours; and it ends the process when it cannot read its
 * configuration. Both are found out here before a plan is made.
 */
final class FpgaCommandLine {
    static final String BINARIES = "tornado.precompiled.binary";
    static final String CONFIGURATION = "tornado.fpga.conf.file";

    private final UnaryOperator<String> properties;

    /**
     * @param properties a system property by name, or null
     */
    FpgaCommandLine(UnaryOperator<String> properties) {
        this.properties = properties;
    }

    /**
     * The file that TornadoVM will load for a task, which is the bundle's bitstream byte for byte.
     *
     * @param task graph and task, with a dot between them
     * @param device a device's name, such as {@code opencl:0:1}
     * @throws UnsupportedStageException with what the command line must say
     */
    Path require(String stage, Bitstream bitstream, String task, String device) {
        requireConfiguration(stage);
        String key = task + ".device=" + device.substring(device.indexOf(':') + 1);
        List<String> given = given(stage);
        for (int i = 0; i + 1 < given.size(); i += 2) {
            if (given.get(i + 1).equals(key)) {
                Path file = Path.of(given.get(i));
                requireContent(stage, bitstream, file);
                return file;
            }
        }
        throw new UnsupportedStageException(stage + ": " + missing(bitstream, key));
    }

    private void requireConfiguration(String stage) {
        String file = properties.apply(CONFIGURATION);
        if (file == null || !Files.isReadable(Path.of(file))) {
            throw new UnsupportedStageException(
                    stage
                            + ": "
                            + CONFIGURATION
                            + " is "
                            + (file == null ? "not set" : "'" + file + "', which cannot be read")
                            + "; expected -D"
                            + CONFIGURATION
                            + "=<TornadoVM's configuration of the board>");
        }
    }

    /** Files and tasks by turns; a single value is a file that lists them. */
    private List<String> given(String stage) {
        String value = properties.apply(BINARIES);
        if (value == null || value.contains(",")) {
            return value == null ? List.of() : Arrays.asList(value.split(","));
        }
        try {
            return Files.readAllLines(Path.of(value)).stream()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .flatMap(line -> Arrays.stream(line.split(",")))
                    .toList();
        } catch (IOException e) {
            throw new UnsupportedStageException(
                    stage + ": " + BINARIES + " is '" + value + "', which cannot be read: " + e, e);
        }
    }

    private String missing(Bitstream bitstream, String key) {
        String value = properties.apply(BINARIES);
        String before = value == null || !value.contains(",") ? "" : value + ",";
        return BINARIES
                + " is "
                + (value == null ? "not set" : "'" + value + "'")
                + "; expected -D"
                + BINARIES
                + "="
                + before
                + "<copy of the bundle's "
                + bitstream.file()
                + ">,"
                + key;
    }

    private static void requireContent(String stage, Bitstream bitstream, Path file) {
        try {
            new Bitstream(
                            bitstream.board(),
                            bitstream.toolchain(),
                            bitstream.toolchainVersion(),
                            bitstream.entry(),
                            bitstream.minimumBatch(),
                            file + ", in place of " + bitstream.file(),
                            bitstream.size(),
                            bitstream.sha256(),
                            () -> content(stage, file))
                    .bytes();
        } catch (UnsupportedStageException e) {
            throw new UnsupportedStageException(stage + ": " + e.getMessage(), e);
        }
    }

    private static byte[] content(String stage, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UnsupportedStageException(
                    stage + ": " + BINARIES + " names " + file + ", which cannot be read: " + e, e);
        }
    }
}
