package io.sluice.schemas.mapping;

import static io.sluice.schemas.mapping.Records.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.schemas.DType;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.EventCodec;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SluiceEventDecoderTest {
    private static final InputSpec A = new InputSpec("a", DType.FLOAT32, new int[] {2});
    private static final InputSpec B = new InputSpec("b", DType.UINT8, new int[] {1});
    private static final NamedTensor A_VALUE =
            new NamedTensor("a", Tensor.ofFloats(new int[] {2}, 1, 2));
    private static final NamedTensor B_VALUE =
            new NamedTensor("b", Tensor.ofBytes(new int[] {1}, new byte[] {3}));

    private static RecordDecoder decoder(InputSpec... specs) {
        return new SluiceEventDecoder(
                List.of(specs), SchemaSource.fixed(EventCodec.schema()), Set.of());
    }

    private static Event event(NamedTensor... inputs) {
        return new Event("e", null, 5, List.of(inputs), OptionalLong.of(1), OptionalLong.of(9));
    }

    private static SourceRecord record(NamedTensor... inputs) {
        return Records.of(EventCodec.encode(event(inputs)));
    }

    @Test
    void inputsComeInTheModelsOrderAndAKeyFromKafka() throws DecodeException {
        NamedTensor extra = new NamedTensor("extra", B_VALUE.tensor());

        Event event = decoder(A, B).decode(record(B_VALUE, extra, A_VALUE));

        assertThat(event)
                .isEqualTo(
                        new Event(
                                "e",
                                Records.KEY,
                                5,
                                List.of(A_VALUE, B_VALUE),
                                OptionalLong.of(1),
                                OptionalLong.of(9)));
    }

    @Test
    void eachInputIsChecked() {
        assertRefused(
                decoder(A, B), record(A_VALUE), ReasonCode.MISSING_FIELD, "input 'b'", "only [a]");
        assertRefused(
                decoder(A),
                record(new NamedTensor("a", B_VALUE.tensor())),
                ReasonCode.WRONG_TYPE,
                "expected input 'a' FLOAT32[2], found UINT8[1]");
        assertRefused(
                decoder(A),
                record(new NamedTensor("a", Tensor.ofFloats(new int[] {1, 2}, 1, 2))),
                ReasonCode.WRONG_SHAPE,
                "found shape [1, 2]");
        assertRefused(
                decoder(A),
                record(new NamedTensor("a", Tensor.ofFloats(new int[] {2}, 1, Float.NaN))),
                ReasonCode.NOT_FINITE,
                "found NaN at element 1");
    }

    @Test
    void bytesAreCheckedToo() {
        byte[] whole = record(A_VALUE).value();

        assertRefused(
                decoder(A),
                Records.of(Arrays.copyOf(whole, whole.length + 1)),
                ReasonCode.MALFORMED,
                "found 1 more");
        assertRefused(decoder(A), Records.of(null), ReasonCode.EMPTY_VALUE, "found none");
    }
}
