package io.sluice.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.PassOnRule;
import io.sluice.schemas.Cost;
import io.sluice.schemas.DType;
import io.sluice.schemas.DecisionRecord;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.Header;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import io.sluice.schemas.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PassOnTest {
    private static final Tensor PIXELS =
            Tensor.slice(DType.UINT8, new int[] {2}, new byte[] {1, 2}, 0, 2);
    private static final NamedTensor CAMERA = new NamedTensor("camera", PIXELS);
    private static final NamedTensor LIDAR = new NamedTensor("lidar", PIXELS);
    private static final Header TRACE = new Header("traceparent", new byte[] {1});

    private final PassOn passOn =
            new PassOn(new PassOnRule(.9, Map.of(), .1), Map.of("camera", "image"));

    @Test
    void anUnsureAnswerGoesOnAsAnEventWithWhatItCost() {
        PassOn.Passed passed = passOn.of(answer(3, .6f, List.of(CAMERA, LIDAR), List.of()));
        assertThat(passed.event().id()).isEqualTo("e1");
        assertThat(passed.event().key()).containsExactly('k');
        assertThat(passed.event().eventTimeMillis()).isEqualTo(70);
        assertThat(passed.event().inputs()).containsExactly(new NamedTensor("image", PIXELS));
        assertThat(passed.event().label()).hasValue(4);
        assertThat(passed.event().deadlineMillis()).hasValue(99);
        assertThat(passed.headers()).hasSize(2).contains(TRACE);
        Header answer = passed.headers().get(1);
        assertThat(answer.key()).isEqualTo("sluice-passed-on");
        assertThat(new String(answer.value(), StandardCharsets.UTF_8))
                .contains("\"confidence\":0.6", "\"multiplyAdds\":12")
                .doesNotContain("camera");
    }

    @Test
    void aSureAnswerHolds() {
        assertThat(passOn.of(answer(3, .85f, List.of(CAMERA), List.of()))).isNull();
    }

    @Test
    void whatWasNotAnsweredHolds() {
        assertThat(passOn.of(answer(-1, 0, List.of(CAMERA), List.of()))).isNull();
    }

    @Test
    void anEventWithoutTheInputStays() {
        assertThat(passOn.of(answer(3, .6f, List.of(LIDAR), List.of()))).isNull();
    }

    @Test
    void aPriceKeepsIt() {
        Price price = new Price(Resource.JOULES, "job", 2.5);
        assertThat(passOn.of(answer(3, .6f, List.of(CAMERA), List.of(price)))).isNull();
    }

    private static Answer answer(
            int predicted, float confidence, List<NamedTensor> inputs, List<Price> prices) {
        DecisionRecord record =
                new DecisionRecord(
                        0,
                        "1",
                        "b@1#0",
                        "plain",
                        0,
                        "exit",
                        confidence,
                        List.of(),
                        List.of(),
                        prices,
                        Cost.NONE,
                        Cost.compute(12, 0),
                        "EXIT",
                        1,
                        2);
        Prediction prediction =
                new Prediction(
                        "e1",
                        new byte[] {'k'},
                        70,
                        predicted,
                        "class",
                        confidence,
                        null,
                        OptionalLong.of(4),
                        record,
                        inputs,
                        null);
        return new Answer(prediction, List.of(TRACE), OptionalLong.of(99));
    }
}
