package io.sluice.fitting.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvRowsTest {
    private static final ClassNames CLASSES = new ClassNames(List.of("Ankle boot", "Bag"));
    private static final List<TensorSpec> PAIR =
            List.of(new TensorSpec("x", DType.FLOAT32, new int[] {2}));
    private static final CsvColumns ALL = new CsvColumns("label", Map.of());

    @TempDir private Path directory;

    @Test
    void allColumnsButTheLabelAreTheOneInput() throws Exception {
        Path file = csv("a,label,b\n1,Bag,2.5\n\n\"3\",\"Ankle boot\",-4e-1\n1,1,1\n");

        try (LabelledRows rows = CsvRows.read(file, ALL, PAIR, CLASSES)) {
            assertThat(rows.labels()).containsExactly(1, 0, 1);
            assertThat(floats(rows, 0, 0)).containsExactly(1, 2.5f);
            assertThat(floats(rows, 1, 0)).containsExactly(3, -.4f);
        }
    }

    @Test
    void columnsAreNamedByListPrefixOrRange() throws Exception {
        Path file = csv("id,p0,p1,q,r,s,class\n9,1,2,3,4,5,Bag\n");
        List<TensorSpec> three =
                List.of(
                        PAIR.get(0),
                        new TensorSpec("y", DType.FLOAT32, new int[] {2}),
                        new TensorSpec("z", DType.FLOAT32, new int[] {2}));
        CsvColumns columns = new CsvColumns("class", Map.of("x", "p*", "y", "s,q", "z", "q..r"));

        try (LabelledRows rows = CsvRows.read(file, columns, three, CLASSES)) {
            assertThat(floats(rows, 0, 0)).containsExactly(1, 2);
            assertThat(floats(rows, 0, 1)).containsExactly(5, 3);
            assertThat(floats(rows, 0, 2)).containsExactly(3, 4);
        }
    }

    @Test
    void aRowSaysWhichSequenceItBelongsTo() throws Exception {
        Path file =
                csv(
                        "who,when,a,sky,b,label\n"
                                + "car-1,1000,1,fog,2,Bag\n"
                                + "car-2,1970-01-01T00:00:02Z,3,,4,Bag\n");
        CsvColumns columns =
                new CsvColumns(
                        "label",
                        Map.of(),
                        Optional.of(new CsvColumns.Origin("who", "when", Optional.of("sky"))));

        try (LabelledRows rows = CsvRows.read(file, columns, PAIR, CLASSES)) {
            assertThat(rows.origin(0)).contains(new RowOrigin("car-1", 1000, Optional.of("fog")));
            assertThat(rows.origin(1)).contains(new RowOrigin("car-2", 2000, Optional.empty()));
            assertThat(floats(rows, 1, 0)).containsExactly(3, 4);
            try (JoinedRows joined = new JoinedRows(List.of(rows))) {
                assertThat(joined.origin(1)).isEqualTo(rows.origin(1));
            }
        }
        Path wrong = csv("who,when,a,sky,b,label\ncar-1,yesterday,1,fog,2,Bag\n");
        assertThatThrownBy(() -> CsvRows.read(wrong, columns, PAIR, CLASSES))
                .hasMessageContaining(
                        "data.csv:2, column 'when': 'yesterday' is no time; expected whole milli");
    }

    @Test
    void whatIsWrongIsSaidWithItsLine() throws Exception {
        refused("a,b,lable\n1,2,Bag\n", "has no column 'label'; the nearest are lable");
        refused("a,b,c,label\n1,2,3,Bag\n", "x: FLOAT32[N, 2] has 3 columns; expected 2");
        refused("a,b,label\n1,2,Bag\n1,2\n", "data.csv:3: has 2 values; expected 3");
        refused("a,b,label\n1,zwei,Bag\n", "data.csv:2, column 'b': 'zwei'; expected a finite");
        refused("a,b,label\n1,NaN,Bag\n", "'NaN'; expected a finite number");
        refused("a,b,label\n1,2,\n", "data.csv:2: the label is missing");
        refused("a,b,label\n1,2,Bog\n", "the label 'Bog' is no class; the nearest are Bag");
        refused("a,b,label\n1,2,7\n", "the label is 7; expected a class's index from 0 to 1");
        refused("a,b,label\n1,\"2,Bag\n", "data.csv:2: a quote is opened and never closed");
        refused("", "is empty");
    }

    @Test
    void anIntegerInputTakesWholeNumbersInItsRange() throws Exception {
        List<TensorSpec> bytes = List.of(new TensorSpec("x", DType.UINT8, new int[] {1}));
        Path file = csv("a,label\n255,Bag\n256,Bag\n");

        assertThatThrownBy(() -> CsvRows.read(file, ALL, bytes, CLASSES))
                .hasMessageContaining("data.csv:3, column 'a': 256.0 is no UINT8");
    }

    private void refused(String text, String message) throws IOException {
        Path file = csv(text);
        assertThatThrownBy(() -> CsvRows.read(file, ALL, PAIR, CLASSES))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    private Path csv(String text) throws IOException {
        return Files.writeString(directory.resolve("data.csv"), text);
    }

    private static float[] floats(LabelledRows rows, int row, int input) {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        rows.read(row, input, bytes, 0);
        return new float[] {bytes.getFloat(0), bytes.getFloat(4)};
    }
}
