package io.sluice.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * A stage compiled ahead of time for one board (see BUNDLE.md). Light: its bytes, which may be
 * hundreds of megabytes, are read when they are asked for and not kept.
 *
 * @param board the board it was compiled for, as the board calls itself
 * @param toolchain what compiled it
 * @param toolchainVersion that one's version
 * @param entry the kernel to call; its arguments are the stage's inputs and outputs, in the order
 *     of the stage model, and the number of rows
 * @param minimumBatch the fewest rows that it can be called with
 * @param file its path in the bundle, for messages
 * @param size bytes
 * @param sha256 64 lower-case hexadecimal digits
 * @param content reads its bytes, unverified
 */
public record Bitstream(
        String board,
        String toolchain,
        String toolchainVersion,
        String entry,
        int minimumBatch,
        String file,
        long size,
        String sha256,
        Supplier<byte[]> content) {

    /**
     * Its bytes, verified.
     *
     * @throws UnsupportedStageException when they are not those that the bundle means
     */
    public byte[] bytes() {
        byte[] bytes = content.get();
        if (bytes.length != size) {
            throw new UnsupportedStageException(
                    file + ": has " + bytes.length + " bytes, the bundle says " + size);
        }
        String actual = hash(bytes);
        if (!actual.equals(sha256)) {
            throw new UnsupportedStageException(
                    file + ": sha-256 is " + actual + ", the bundle says " + sha256);
        }
        return bytes;
    }

    /** Writes its bytes, verified, for a toolchain that loads bitstreams by path. */
    public void writeTo(Path target) throws IOException {
        Files.write(target, bytes());
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
