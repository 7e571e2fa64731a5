package io.sluice.simulator;

import io.sluice.schemas.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/**
 * A recording as an Avro container, a record per row, which a pipeline's mapping can read: {@code
 * id}, {@code device}, {@code time}, {@code context} (its name), {@code label}, and for every
 * sensor its view as bytes under the sensor's name. The container is not compressed.
 */
public final class RecordingFile {
    private RecordingFile() {}

    /** The schema of a recording with these sensors. */
    public static Schema schema(SimulatorSettings settings) {
        Schema time = LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
        SchemaBuilder.FieldAssembler<Schema> fields =
                SchemaBuilder.record("SensorSample")
                        .namespace("io.sluice.simulator")
                        .doc("What all sensors of a device saw at one tick.")
                        .fields()
                        .requiredString("id")
                        .requiredString("device")
                        .name("time")
                        .type(time)
                        .noDefault()
                        .requiredString("context")
                        .requiredInt("label");
        for (SensorSettings sensor : settings.sensors()) {
            fields = fields.requiredBytes(sensor.name());
        }
        return fields.endRecord();
    }

    /**
     * Writes a recording.
     *
     * @throws UncheckedIOException when the file cannot be written
     */
    public static void write(SensorRecording recording, Path file) {
        Schema schema = schema(recording.settings());
        try (DataFileWriter<GenericRecord> out =
                new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            out.create(schema, file.toFile());
            for (int row = 0; row < recording.rows(); row++) {
                out.append(record(recording, row, schema));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static GenericRecord record(SensorRecording recording, int row, Schema schema) {
        SimulatorSettings settings = recording.settings();
        GenericRecord record = new GenericData.Record(schema);
        record.put("id", recording.key(row) + "-" + recording.tick(row));
        record.put("device", recording.key(row));
        record.put("time", recording.timeMillis(row));
        record.put("context", settings.contexts().get(recording.context(row)));
        record.put("label", recording.label(row));
        for (int sensor = 0; sensor < settings.sensors().size(); sensor++) {
            Tensor view = recording.view(row, sensor);
            String name = settings.sensors().get(sensor).name();
            record.put(name, ByteBuffer.wrap(view.array(), view.offset(), view.byteLength()));
        }
        return record;
    }
}
