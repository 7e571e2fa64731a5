package io.sluice.proof.data;

import io.sluice.fitting.Backbone;
import io.sluice.fitting.FeatureRecorder;
import io.sluice.fitting.FitProgressListener;
import io.sluice.fitting.RecordedFeatures;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.gates.fit.FitSample;
import io.sluice.kernel.KernelProvider;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a frozen network gives at its exits, kept in a folder, so that a proof records a data set
 * once. A recording is found by the hash of the network's stages and of the rows: a changed network
 * or data set is recorded anew.
 */
final class FeatureCache {
    private final Path folder;

    FeatureCache(Path folder) {
        this.folder = folder;
    }

    /**
     * All rows with their features, recorded when they are not there yet.
     *
     * @param name of the recording, for its file
     */
    FitSample sample(
            String name, Backbone backbone, LabelledRows rows, int classes, KernelProvider provider)
            throws IOException {
        Path file = folder.resolve(name + "-" + hash(backbone, rows) + ".f32");
        if (!Files.exists(file)) {
            record(name, file, backbone, rows, provider);
        }
        StoredFeatures stored = StoredFeatures.open(file, backbone, rows.size());
        double[] costs = StageShares.of(backbone, classes);
        FitSample sample = new FitSample(stored, rows.labels(), classes, costs);
        for (int exit = 0; exit < backbone.exits(); exit++) {
            if (backbone.stages().get(exit).keepsHead()) {
                sample = sample.withGiven(exit, stored.logits(exit));
            }
        }
        return sample;
    }

    private void record(
            String name, Path file, Backbone backbone, LabelledRows rows, KernelProvider provider)
            throws IOException {
        Files.createDirectories(folder);
        Path part = folder.resolve(file.getFileName() + ".part");
        long start = System.nanoTime();
        int threads = Runtime.getRuntime().availableProcessors();
        try (RecordedFeatures recorded =
                        FeatureRecorder.record(
                                backbone, rows, provider, threads, FitProgressListener.SILENT);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 20)) {
            for (int exit = 0; exit < backbone.exits(); exit++) {
                write(out, recorded, exit, backbone.stages().get(exit).keepsHead());
            }
        }
        // A recording that was broken off must not be taken for a whole one.
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        double seconds = (System.nanoTime() - start) * 1e-9;
        System.out.printf("%s: %,d rows recorded in %.1f s%n", name, rows.size(), seconds);
    }

    private static void write(
            OutputStream out, RecordedFeatures recorded, int exit, boolean keepsHead)
            throws IOException {
        if (keepsHead) {
            out.write(bytes(recorded.logits(exit)));
            return;
        }
        float[] row = new float[recorded.width(exit)];
        for (int i = 0; i < recorded.rows(); i++) {
            recorded.read(exit, i, row, 0);
            out.write(bytes(row));
        }
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
        return bytes.array();
    }

    private static String hash(Backbone backbone, LabelledRows rows) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            backbone.stages().forEach(stage -> digest.update(stage.model().bytes()));
            for (int input = 0; input < backbone.inputs().size(); input++) {
                ByteBuffer bytes = ByteBuffer.allocate(backbone.inputs().get(input).rowBytes());
                for (int row = 0; row < rows.size(); row++) {
                    rows.read(row, input, bytes, 0);
                    digest.update(bytes.array());
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
