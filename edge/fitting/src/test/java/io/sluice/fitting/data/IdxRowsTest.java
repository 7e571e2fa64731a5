package io.sluice.fitting.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxRowsTest {
    private static final ClassNames CLASSES = new ClassNames(List.of("cat", "dog"));
    private static final List<TensorSpec> IMAGE =
            List.of(new TensorSpec("image", DType.UINT8, new int[] {1, 2, 2}));

    @TempDir private Path directory;

    @Test
    void aPairOfFilesIsReadGzipOrNot() throws Exception {
        Path images = idx("images", true, new int[] {2, 2, 2}, 1, 2, 3, 4, 250, 6, 7, 8);
        Path labels = idx("labels", false, new int[] {2}, 1, 0);

        try (LabelledRows rows = IdxRows.read(images, labels, IMAGE, CLASSES, 1)) {
            ByteBuffer row = ByteBuffer.allocate(4);
            rows.read(1, 0, row, 0);

            assertThat(rows.labels()).containsExactly(1, 0);
            assertThat(row.array()).containsExactly(250, 6, 7, 8);
        }
    }

    @Test
    void pixelsAreScaledForAModelThatTakesFloats() throws Exception {
        Path images = idx("images", true, new int[] {1, 2, 2}, 0, 51, 102, 255);
        Path labels = idx("labels", true, new int[] {1}, 0);
        var floats = List.of(new TensorSpec("x", DType.FLOAT32, new int[] {2, 2}));

        try (LabelledRows rows = IdxRows.read(images, labels, floats, CLASSES, 1 / 255.0)) {
            ByteBuffer row = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            rows.read(0, 0, row, 0);

            assertThat(row.getFloat(4)).isEqualTo(.2f);
            assertThat(row.getFloat(12)).isEqualTo(1f);
        }
    }

    @Test
    void whatDoesNotFitIsSaid() throws Exception {
        Path images =
                idx("images", true, new int[] {2, 2, 3}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        Path square = idx("square", true, new int[] {2, 2, 2}, 1, 2, 3, 4, 5, 6, 7, 8);
        Path labels = idx("labels", true, new int[] {2}, 1, 2);
        Path three = idx("three", true, new int[] {3}, 1, 0, 1);

        assertThatThrownBy(() -> IdxRows.read(images, labels, IMAGE, CLASSES, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("rows are [2, 3], the model takes image: UINT8[N, 1, 2, 2]");
        assertThatThrownBy(() -> IdxRows.read(square, three, IMAGE, CLASSES, 1))
                .hasMessageContaining("holds [3] labels; expected one for each of the 2 rows");
        assertThatThrownBy(() -> IdxRows.read(square, labels, IMAGE, CLASSES, 1))
                .hasMessageContaining("labels, row 1: the label is 2")
                .hasMessageContaining("from 0 to 1");
        Path text = Files.writeString(directory.resolve("text"), "not idx at all");
        assertThatThrownBy(() -> IdxRows.read(text, labels, IMAGE, CLASSES, 1))
                .hasMessageContaining("begins with 6e6f7420; an IDX file begins");
    }

    @Test
    void aFileThatEndsEarlyIsSaid() throws Exception {
        Path images = idx("images", false, new int[] {2, 2, 2}, 1, 2, 3, 4, 5);
        Path labels = idx("labels", false, new int[] {2}, 1, 0);

        assertThatThrownBy(() -> IdxRows.read(images, labels, IMAGE, CLASSES, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("ends before the last row it promises");
    }

    private Path idx(String name, boolean gzip, int[] dimensions, int... values)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {0, 0, 8, (byte) dimensions.length});
        for (int dimension : dimensions) {
            bytes.write(ByteBuffer.allocate(4).putInt(dimension).array());
        }
        for (int value : values) {
            bytes.write(value);
        }
        Path file = directory.resolve(name);
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = gzip ? new GZIPOutputStream(raw) : raw) {
            bytes.writeTo(out);
        }
        return file;
    }
}
