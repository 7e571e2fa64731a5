package io.sluice.operators.experts;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.GateMode;
import io.sluice.gates.Prices;
import io.sluice.operators.experts.Asked.Outcome;
import io.sluice.operators.serialization.AddressedRequestSerializer;
import io.sluice.operators.serialization.DecodedEventSerializer;
import io.sluice.operators.serialization.ExpertReplySerializer;
import io.sluice.operators.serialization.ExpertTelemetrySerializer;
import io.sluice.operators.serialization.PendingRequestSerializer;
import io.sluice.operators.serialization.RecordSerializer;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.Header;
import io.sluice.schemas.Price;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.Resource;
import io.sluice.schemas.Tensor;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** What crosses between tasks, and what is saved, survives. */
class ExpertSerializerTest {
    private static final DecodedEvent DECODED =
            ExpertsFixture.event(
                    17, 3, OptionalLong.of(5), 12, new Header("category", new byte[] {1}));

    @Test
    void anEventHasItsRecordOnceAndItsTensorsInIt() throws Exception {
        DecodedEvent again = roundTrip(new DecodedEventSerializer(), DECODED);
        assertThat(again.event()).isEqualTo(DECODED.event());
        assertThat(again.event().input("image").array()).isSameAs(again.origin().value());
        assertThat(again.origin().headers()).hasSize(1);
        assertThat(again.requestId()).isEqualTo("events-0@17");
        assertThat(again.admittedMicros()).isEqualTo(12);
    }

    @Test
    void allThatIsKnownOfAPendingRequestSurvives() throws Exception {
        Tensor logits = Tensor.ofFloats(new int[] {3}, 1, -2, 3);
        Asked waiting = Asked.now("a", "x", 100, 7, Double.NaN, Asked.Role.HEDGE);
        Asked answered =
                Asked.now("b", "y", 101, 8, .5, Asked.Role.COMPARED)
                        .with(
                                ExpertsFixture.answer("id", "low", "y", "", 1, -2, 3),
                                Outcome.ANSWERED,
                                1_000);
        PendingRequest request =
                new PendingRequest(
                        DECODED,
                        4,
                        GateMode.SHADOW,
                        Prices.of(List.of(new Price(Resource.JOULES, "tenant/acme", .25))),
                        new float[] {.5f, -1},
                        "onnxruntime/cpu",
                        .25,
                        900,
                        2,
                        List.of(waiting, answered));

        PendingRequest again = roundTrip(new PendingRequestSerializer(), request);
        assertThat(again.decoded().event()).isEqualTo(DECODED.event());
        assertThat(again.features()).containsExactly(.5f, -1);
        assertThat(again)
                .extracting(
                        PendingRequest::epoch,
                        PendingRequest::mode,
                        PendingRequest::prices,
                        PendingRequest::provider,
                        PendingRequest::routerSeconds,
                        PendingRequest::deadlineMicros,
                        PendingRequest::wanted)
                .containsExactly(
                        4L, GateMode.SHADOW, request.prices(), "onnxruntime/cpu", .25, 900L, 2);
        assertThat(again.asked()).containsExactly(waiting, answered);
        assertThat(again.asked().get(1).logits()).isEqualTo(logits);
    }

    @Test
    void requestsRepliesAndTelemetrySurvive() throws Exception {
        AddressedRequest request =
                new AddressedRequest(
                        "requests.a",
                        new ExpertRequest(
                                "id", "low", "hash", "replies", DECODED.event().inputs(), 1, 2));
        assertThat(roundTrip(new AddressedRequestSerializer(), request)).isEqualTo(request);

        ExpertReply reply = ExpertsFixture.answer("id", "low", "a", 3);
        assertThat(roundTrip(new ExpertReplySerializer(), reply)).isEqualTo(reply);

        ExpertTelemetry telemetry =
                new ExpertTelemetry(
                        "a",
                        1,
                        2,
                        "requests.a",
                        "http://a",
                        List.of(
                                new HostedExpert(
                                        "low",
                                        "hash",
                                        true,
                                        1,
                                        2,
                                        3,
                                        4,
                                        .5,
                                        Provenance.MEASURED,
                                        9)),
                        3,
                        4,
                        .5,
                        60,
                        5);
        assertThat(roundTrip(new ExpertTelemetrySerializer(), telemetry)).isEqualTo(telemetry);
    }

    private static <T> T roundTrip(RecordSerializer<T> serializer, T value) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(256);
        serializer.serialize(value, out);
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }
}
