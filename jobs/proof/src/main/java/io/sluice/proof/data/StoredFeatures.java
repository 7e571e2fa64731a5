package io.sluice.proof.data;

import io.sluice.fitting.Backbone;
import io.sluice.gates.fit.FeatureTable;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A recording, mapped from its file: for each exit, one behind the other, the rows of its features,
 * or of its logits where the exit keeps its head; little-endian float32. Immutable and thread-safe.
 */
final class StoredFeatures implements FeatureTable {
    private final int rows;
    private final int[] widths;
    private final List<FloatBuffer> values = new ArrayList<>();
    private final Backbone backbone;

    private StoredFeatures(Backbone backbone, int rows) {
        this.backbone = backbone;
        this.rows = rows;
        this.widths = backbone.stages().stream().mapToInt(Backbone.Stage::width).toArray();
    }

    /**
     * Maps a recording.
     *
     * @throws IOException when the file cannot be read or has another size
     */
    static StoredFeatures open(Path file, Backbone backbone, int rows) throws IOException {
        StoredFeatures features = new StoredFeatures(backbone, rows);
        long expected = 0;
        for (int width : features.widths) {
            expected += (long) rows * width * Float.BYTES;
        }
        if (Files.size(file) != expected) {
            throw new IOException(
                    file
                            + " has "
                            + Files.size(file)
                            + " bytes; expected "
                            + expected
                            + "; delete it, and it is made anew");
        }
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long from = 0;
            for (int width : features.widths) {
                long bytes = (long) rows * width * Float.BYTES;
                features.values.add(
                        in.map(FileChannel.MapMode.READ_ONLY, from, bytes)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .asFloatBuffer());
                from += bytes;
            }
        }
        return features;
    }

    /** The logits of all rows at an exit that keeps its head. */
    float[] logits(int exit) {
        float[] logits = new float[rows * widths[exit]];
        values.get(exit).get(0, logits);
        return logits;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int exits() {
        return widths.length;
    }

    @Override
    public int width(int exit) {
        return backbone.stages().get(exit).keepsHead() ? 0 : widths[exit];
    }

    @Override
    public void read(int exit, int row, float[] target, int offset) {
        values.get(exit).get(row * widths[exit], target, offset, widths[exit]);
    }
}
