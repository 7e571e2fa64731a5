package io.sluice.fitting.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import io.sluice.schemas.mapping.Mapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvroRowsTest {
    private static final Schema SCHEMA =
            new Schema.Parser()
                    .parse(
                            """
                            {"type": "record", "name": "Image", "fields": [
                              {"name": "camera", "type": "string"},
                              {"name": "pixels", "type": "bytes"},
                              {"name": "truth", "type": ["null", "int"], "default": null}]}
                            """);
    private static final ClassNames CLASSES = new ClassNames(List.of("cat", "dog"));
    private static final List<TensorSpec> INPUTS =
            List.of(new TensorSpec("image", DType.UINT8, new int[] {3}));
    private static final Mapping MAPPING =
            Mapping.builder().input("image", "pixels").label("truth").build();

    @TempDir private Path directory;

    @Test
    void recordsComeThroughThePipelinesMapping() throws Exception {
        Path file = container(1, 0, 1);

        try (LabelledRows rows = AvroRows.read(file, MAPPING, INPUTS, CLASSES)) {
            ByteBuffer row = ByteBuffer.allocate(3);
            rows.read(2, 0, row, 0);

            assertThat(rows.labels()).containsExactly(1, 0, 1);
            assertThat(row.array()).containsExactly(2, 3, 4);
        }
    }

    @Test
    void aRecordWithoutALabelIsNamed() throws Exception {
        Path file = container(1, null);

        assertThatThrownBy(() -> AvroRows.read(file, MAPPING, INPUTS, CLASSES))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("images.avro, record 1: no label");
    }

    @Test
    void aMappingWithoutALabelIsRefused() throws Exception {
        Path file = container(1);
        Mapping mapping = Mapping.builder().input("image", "pixels").build();

        assertThatThrownBy(() -> AvroRows.read(file, mapping, INPUTS, CLASSES))
                .hasMessageContaining("the pipeline's mapping names no label");
    }

    @Test
    void aRecordOfAnotherSizeIsNamed() throws Exception {
        Path file = container(1);
        List<TensorSpec> larger = List.of(new TensorSpec("image", DType.UINT8, new int[] {4}));

        assertThatThrownBy(() -> AvroRows.read(file, MAPPING, larger, CLASSES))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("record 0");
    }

    private Path container(Integer... labels) throws IOException {
        Path file = directory.resolve("images.avro");
        try (DataFileWriter<GenericRecord> out =
                new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(SCHEMA))) {
            out.setCodec(CodecFactory.deflateCodec(6));
            out.create(SCHEMA, file.toFile());
            for (int i = 0; i < labels.length; i++) {
                byte[] pixels = {(byte) i, (byte) (i + 1), (byte) (i + 2)};
                out.append(
                        new GenericRecordBuilder(SCHEMA)
                                .set("camera", "c")
                                .set("pixels", ByteBuffer.wrap(pixels))
                                .set("truth", labels[i])
                                .build());
            }
        }
        return file;
    }
}
