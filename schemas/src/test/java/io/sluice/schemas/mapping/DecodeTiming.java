package io.sluice.schemas.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.DType;
import io.sluice.schemas.Event;
import io.sluice.schemas.EventCodec;
import io.sluice.schemas.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Rough times of decoding, printed in ns of CPU time per event: a sanity check by hand, no
 * benchmark (those are JMH classes in {@code jobs}). Run its main method on the test class path.
 */
final class DecodeTiming {
    private static final int ROUNDS = 8;
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
    private static long sink;

    private DecodeTiming() {}

    private interface Decode {
        Event decode() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Random random = new Random(1);
        avroBytes(random);
        avroFloats(random);
        sluiceEvent(random);
        json(random, 784);
        Tensor tensor = Tensor.ofFloats(new int[] {1024}, floats(random, 1024));
        print("isFinite of 1024 floats", 2_000_000, () -> tensor.isFinite() ? 1L : 0L);
        System.out.println("(" + sink + ")");
    }

    private static void avroBytes(Random random) throws Exception {
        var schema =
                Records.schema(
                        "{'type':'record','name':'R','fields':[{'name':'id','type':'string'},"
                                + "{'name':'at','type':{'type':'long','logicalType':'timestamp-millis'}},"
                                + "{'name':'device','type':'string'},{'name':'image','type':'bytes'}]}");
        AvroWriter out = new AvroWriter();
        out.writeString("sensor-17/000042");
        out.writeLong(1_790_000_000_123L);
        out.writeString("sensor-17");
        out.writeBytes(Tensor.ofFloats(new int[] {1024}, floats(random, 1024)).array());
        AvroRecordDecoder decoder =
                new AvroRecordDecoder(
                        List.of(new InputSpec("image", DType.FLOAT32, new int[] {1024})),
                        mapping(),
                        SchemaSource.fixed(schema));
        SourceRecord record = Records.of(out.toByteArray());
        time("Avro, mapped, 4096 B of bytes", 1_000_000, () -> decoder.decode(record));
        AvroRecordDecoder images =
                new AvroRecordDecoder(
                        List.of(new InputSpec("image", DType.FLOAT32, new int[] {4096})),
                        Mapping.builder()
                                .input(
                                        InputMapping.of("image", "image")
                                                .withSourceDtype(DType.UINT8)
                                                .withScale(1 / 255.0, 0))
                                .build(),
                        SchemaSource.fixed(schema));
        time("Avro, mapped, 4096 uint8 to float32", 200_000, () -> images.decode(record));
    }

    private static Mapping mapping() {
        return Mapping.builder()
                .input("image", "image")
                .id("id")
                .key("device")
                .eventTime(TimeField.fromSchema("at"))
                .build();
    }

    private static void avroFloats(Random random) throws Exception {
        for (String type : List.of("float", "double")) {
            var schema =
                    Records.schema(
                            "{'type':'record','name':'R','fields':[{'name':'image','type':"
                                    + "{'type':'array','items':'"
                                    + type
                                    + "'}}]}");
            AvroWriter out = new AvroWriter();
            out.writeArrayStart(1024);
            for (float value : floats(random, 1024)) {
                if (type.equals("float")) {
                    out.writeFloat(value);
                } else {
                    out.writeDouble(value);
                }
            }
            out.writeArrayEnd();
            AvroRecordDecoder decoder =
                    new AvroRecordDecoder(
                            List.of(new InputSpec("image", DType.FLOAT32, new int[] {1024})),
                            Mapping.builder().input("image", "image").build(),
                            SchemaSource.fixed(schema));
            SourceRecord record = Records.of(out.toByteArray());
            time("Avro, mapped, array of 1024 " + type, 200_000, () -> decoder.decode(record));
        }
    }

    private static void sluiceEvent(Random random) throws Exception {
        Tensor tensor = Tensor.ofFloats(new int[] {1024}, floats(random, 1024));
        Event event =
                new Event(
                        "sensor-17/000042",
                        Records.KEY,
                        1_790_000_000_123L,
                        List.of(new Event.NamedTensor("image", tensor)),
                        OptionalLong.of(3),
                        OptionalLong.empty());
        SourceRecord record = Records.of(EventCodec.encode(event));
        SluiceEventDecoder decoder =
                new SluiceEventDecoder(
                        List.of(new InputSpec("image", DType.FLOAT32, new int[] {1024})),
                        SchemaSource.fixed(EventCodec.schema()),
                        Set.of());
        time("Sluice event of 1024 float32", 1_000_000, () -> decoder.decode(record));
        print("encoding it", 500_000, () -> (long) EventCodec.encode(event).length);
    }

    private static void json(Random random, int size) throws Exception {
        StringBuilder text = new StringBuilder("{\"id\":\"e1\",\"image\":[");
        for (float value : floats(random, size)) {
            text.append(text.charAt(text.length() - 1) == '[' ? "" : ",").append(value);
        }
        byte[] bytes = text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
        JsonRecordDecoder decoder =
                new JsonRecordDecoder(
                        List.of(new InputSpec("image", DType.FLOAT32, new int[] {size})),
                        Mapping.builder().input("image", "image").id("id").build());
        SourceRecord record = Records.of(bytes);
        JsonFactory factory = new JsonFactory();
        print(
                "Jackson's tokens of the next, alone",
                20_000,
                () -> {
                    try (var json = factory.createParser(bytes)) {
                        long tokens = 0;
                        while (json.nextToken() != null) {
                            tokens++;
                        }
                        return tokens;
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
        time(
                "JSON of " + size + " floats, " + bytes.length + " B",
                20_000,
                () -> decoder.decode(record));
    }

    private static float[] floats(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    private static void time(String what, int times, Decode decode) throws Exception {
        decode.decode();
        print(
                what,
                times,
                () -> {
                    try {
                        return decode.decode().eventTimeMillis();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private static void print(String what, int times, Supplier<Long> body) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = CLOCK.getCurrentThreadCpuTime();
            for (int i = 0; i < times; i++) {
                sink += body.get();
            }
            best = Math.min(best, CLOCK.getCurrentThreadCpuTime() - start);
        }
        System.out.printf("%-40s %8d ns%n", what, best / times);
    }
}
