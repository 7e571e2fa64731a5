package io.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Framing, signed bytes, zero copies and JSON. */
class WireDetailsTest {
    @Test
    void framingCarriesTheSchemaId() throws MalformedException {
        byte[] framed = ConfluentFraming.frame(0x01020384, new byte[] {9});
        AvroWriter out = new AvroWriter();
        ConfluentFraming.writePrefix(0x01020384, out);
        out.writeRaw((byte) 9);

        assertThat(framed).isEqualTo(out.toByteArray()).startsWith(0, 1, 2, 3, 0x84);
        assertThat(ConfluentFraming.schemaId(framed)).isEqualTo(0x01020384);
        assertThat(ConfluentFraming.reader(framed).remaining()).isEqualTo(1);
    }

    @Test
    void valuesWithoutTheFramingAreMalformed() {
        assertThatThrownBy(() -> ConfluentFraming.schemaId(new byte[] {0, 0, 0, 1}))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("found 4 bytes");
        assertThatThrownBy(() -> ConfluentFraming.schemaId(new byte[] {'{', 0, 0, 0, 0, 1}))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("found byte 123");
    }

    @Test
    void signedBytesCoverEverythingButTheSignature() {
        ControlEnvelope envelope = GoldenValues.controlEnvelope();
        byte[] signed = ControlEnvelopeCodec.signedBytes(envelope);

        assertThat(signed)
                .isEqualTo(ControlEnvelopeCodec.signedBytes(with(envelope, "ops-2026", null)));
        assertThat(signed)
                .isNotEqualTo(ControlEnvelopeCodec.signedBytes(with(envelope, "ops-2027", null)));
        assertThat(new String(signed, 1, 16, StandardCharsets.US_ASCII))
                .isEqualTo("sluice-control-1");
    }

    private static ControlEnvelope with(ControlEnvelope from, String keyId, byte[] signature) {
        return new ControlEnvelope(
                from.kind(),
                from.scope(),
                from.epoch(),
                from.effectiveFromMillis(),
                from.payload(),
                keyId,
                signature);
    }

    @Test
    void tensorsAreSlicesOfTheSource() throws MalformedException {
        byte[] bytes = EventCodec.encode(GoldenValues.event());

        Event event = EventCodec.decode(bytes);

        assertThat(event.input("image").array()).isSameAs(bytes);
    }

    @Test
    void aReaderWorksOnASliceAndAWriterAppends() throws MalformedException {
        AvroWriter out = new AvroWriter(1);
        out.writeLong(77);
        EventCodec.write(GoldenValues.event(), out);
        EventCodec.write(GoldenValues.event(), out);
        AvroReader in = new AvroReader(Arrays.copyOf(out.array(), out.size()));

        assertThat(in.readLong()).isEqualTo(77);
        assertThat(EventCodec.read(in)).isEqualTo(GoldenValues.event());
        assertThat(EventCodec.read(in)).isEqualTo(GoldenValues.event());
        in.requireEnd();
    }

    @Test
    void predictionsAsJson() {
        assertThat(
                        new String(
                                PredictionJson.write(GoldenValues.prediction()),
                                StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"eventId\":\"sensor-17/000042\",\"key\":\"sensor-17\",\"eventTimeMillis\":1790000000123,"
                                + "\"predictedClass\":3,\"className\":\"größer\",\"confidence\":0.875,"
                                + "\"probabilities\":[0.025,0.05,0.05,0.875],\"label\":3,\"decision\":{"
                                + "\"epoch\":42,\"policyVersion\":\"2026-11-01.3\",\"bundle\":\"demo@1.2.0#9f86d081\","
                                + "\"provider\":\"onnxruntime\",\"exit\":1,\"exitName\":\"exit1\",\"exitScore\":0.875,"
                                + "\"modalities\":[\"camera\",\"radar\"],\"experts\":[{\"name\":\"cnn\",\"weight\":0.75,\"device\":\"edge-3\",\"outcome\":\"ANSWERED\"},"
                                + "{\"name\":\"mlp\",\"weight\":0.25,\"device\":\"edge-1\",\"outcome\":\"HEDGE_ANSWERED\"}],\"prices\":[{\"resource\":\"JOULES\",\"scope\":\"job\",\"value\":0.5},"
                                + "{\"resource\":\"BYTES\",\"scope\":\"device/17\",\"value\":0.0}],"
                                + "\"predicted\":{\"multiplyAdds\":28618,\"seconds\":2.0E-4,\"bytes\":0,\"energy\":\"UNKNOWN\"},"
                                + "\"actual\":{\"multiplyAdds\":9408,\"seconds\":7.5E-5,\"joules\":0.0011,\"bytes\":128,\"energy\":\"MEASURED\"},"
                                + "\"reason\":\"EXIT\",\"admittedMicros\":1790000000200001,\"decidedMicros\":1790000000201500,"
                                + "\"configuration\":\"camera+radar\",\"context\":\"fog\",\"sensors\":["
                                + "{\"name\":\"camera\",\"status\":\"PRESENT\",\"ageMillis\":0},"
                                + "{\"name\":\"radar\",\"status\":\"STALE\",\"ageMillis\":1200},"
                                + "{\"name\":\"lidar\",\"status\":\"ASLEEP\",\"ageMillis\":-1}]},"
                                + "\"inputs\":[{\"name\":\"image\",\"tensor\":{\"dtype\":\"FLOAT32\",\"shape\":[2,3],"
                                + "\"data\":\"AAAAAAAAwL/msWF/whYBAAAA4EDNzMw9\"}},"
                                + "{\"name\":\"mask\",\"tensor\":{\"dtype\":\"UINT8\",\"shape\":[4],\"data\":\"AAH/fw==\"}}],\"predictionSet\":[3,7]}");
    }

    @Test
    void absentAndNotFiniteValuesAreAbsentInJson() {
        Prediction golden = GoldenValues.prediction();
        Prediction bare =
                new Prediction(
                        "e",
                        new byte[] {(byte) 0xff},
                        1,
                        -1,
                        "",
                        Float.NaN,
                        Tensor.ofFloats(new int[] {1}, Float.POSITIVE_INFINITY),
                        OptionalLong.empty(),
                        golden.decision(),
                        List.of(),
                        null);

        assertThat(new String(PredictionJson.write(bare), StandardCharsets.UTF_8))
                .doesNotContain("inputs", "predictionSet")
                .startsWith(
                        "{\"eventId\":\"e\",\"keyBase64\":\"/w==\",\"eventTimeMillis\":1,"
                                + "\"predictedClass\":-1,\"className\":\"\",\"probabilities\":[null],\"decision\":{");
    }

    @Test
    void aPredictionSetIsAListOfIndicesInJsonAndMayBeEmpty() {
        Prediction golden = GoldenValues.prediction();
        assertThat(new String(PredictionJson.write(golden), StandardCharsets.UTF_8))
                .endsWith("\"predictionSet\":[3,7]}");
        Prediction none =
                new Prediction(
                        "e",
                        null,
                        1,
                        0,
                        "",
                        0.5f,
                        null,
                        OptionalLong.empty(),
                        golden.decision(),
                        List.of(),
                        new int[0]);
        assertThat(new String(PredictionJson.write(none), StandardCharsets.UTF_8))
                .endsWith("\"predictionSet\":[]}");
    }
}
