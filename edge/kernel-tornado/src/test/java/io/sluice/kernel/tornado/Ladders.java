package io.sluice.kernel.tornado;

import io.sluice.kernel.bundle.BitstreamSpec;
import io.sluice.kernel.bundle.BundleFiles;
import io.sluice.kernel.testkit.TestBundles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The test kit's bundle with bitstreams, whose source is a resource of these tests. */
final class Ladders {
    static final String BOARD = "pocl";
    static final String TOOLCHAIN = "opencl-c";
    static final String VERSION = "1.2";
    static final String FILE = "bitstreams/ladder.cl";

    private static final int MINIMUM = 16;

    private Ladders() {}

    /** Stages 1 and 2, both in one file. */
    static BundleFiles both() {
        return TestBundles.ladder()
                .files()
                .withBitstream(spec("stage1", TOOLCHAIN, "first", MINIMUM), source())
                .withBitstream(spec("stage2", TOOLCHAIN, "second", MINIMUM), source());
    }

    static BundleFiles second(String entry, byte[] source) {
        return second(TOOLCHAIN, entry, MINIMUM, source);
    }

    static BundleFiles second(String toolchain, String entry, int minimum, byte[] source) {
        return TestBundles.ladder()
                .files()
                .withBitstream(spec("stage2", toolchain, entry, minimum), source);
    }

    private static BitstreamSpec spec(String stage, String toolchain, String entry, int minimum) {
        return new BitstreamSpec(stage, BOARD, toolchain, VERSION, entry, minimum, FILE);
    }

    static byte[] source() {
        try (InputStream in = Ladders.class.getResourceAsStream("ladder.cl")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Declares a device the board of these bundles; all FPGAs when its name is empty. */
    static void declare(String board, String toolchain, String device) {
        System.setProperty(BoardSettings.BOARD, board);
        System.setProperty(BoardSettings.TOOLCHAIN, toolchain);
        System.setProperty(BoardSettings.DEVICE, device);
    }

    static void undeclare() {
        System.clearProperty(BoardSettings.BOARD);
        System.clearProperty(BoardSettings.TOOLCHAIN);
        System.clearProperty(BoardSettings.DEVICE);
    }
}
