package io.sluice.benchmarks.micro;

import io.sluice.benchmarks.events.SensorRecords;
import io.sluice.schemas.DType;
import io.sluice.schemas.Event;
import io.sluice.schemas.mapping.AvroRecordDecoder;
import io.sluice.schemas.mapping.DecodeException;
import io.sluice.schemas.mapping.InputSpec;
import io.sluice.schemas.mapping.JsonRecordDecoder;
import io.sluice.schemas.mapping.Mapping;
import io.sluice.schemas.mapping.RecordDecoder;
import io.sluice.schemas.mapping.SchemaSource;
import io.sluice.schemas.mapping.SourceRecord;
import io.sluice.schemas.mapping.TimeField;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A user's record to an event, with id, key, time and one tensor. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class Decoding {
    private static final int RECORDS = 256;
    private static final int AVRO_VALUES = 1024;
    private static final int JSON_VALUES = 784;

    private final SourceRecord[] avro = new SourceRecord[RECORDS];
    private final SourceRecord[] json = new SourceRecord[RECORDS];
    private RecordDecoder avroDecoder;
    private RecordDecoder jsonDecoder;
    private int next;

    @Setup
    public void prepare() throws IOException {
        SensorRecords frames = new SensorRecords(1, AVRO_VALUES);
        SensorRecords vectors = new SensorRecords(1, JSON_VALUES);
        for (int i = 0; i < RECORDS; i++) {
            avro[i] = record(i, frames.key(i), frames.avro(i));
            json[i] = record(i, vectors.key(i), vectors.json(i));
        }
        avroDecoder =
                new AvroRecordDecoder(
                        inputs(AVRO_VALUES),
                        mapping(TimeField.fromSchema("captured_at")),
                        SchemaSource.fixed(schema()));
        jsonDecoder =
                new JsonRecordDecoder(
                        inputs(JSON_VALUES),
                        mapping(TimeField.of("captured_at", TimeField.Unit.MILLIS)));
    }

    /** 4,096 bytes of float32 as Avro bytes, mapped. */
    @Benchmark
    public Event avro4096Bytes() throws DecodeException {
        next = (next + 1) % RECORDS;
        return avroDecoder.decode(avro[next]);
    }

    /** 784 floats as text, 8.4 KB. */
    @Benchmark
    public Event json784Floats() throws DecodeException {
        next = (next + 1) % RECORDS;
        return jsonDecoder.decode(json[next]);
    }

    private static List<InputSpec> inputs(int values) {
        return List.of(new InputSpec("frame", DType.FLOAT32, new int[] {values}));
    }

    private static Mapping mapping(TimeField time) {
        return Mapping.builder()
                .id("id")
                .key("device")
                .eventTime(time)
                .input("frame", "values")
                .build();
    }

    private static Schema schema() throws IOException {
        try (InputStream in = Decoding.class.getResourceAsStream("/sensor.avsc")) {
            return new Schema.Parser().parse(in);
        }
    }

    private static SourceRecord record(int offset, byte[] key, byte[] value) {
        return new SourceRecord("frames", 0, offset, 0, key, value, List.of());
    }
}
