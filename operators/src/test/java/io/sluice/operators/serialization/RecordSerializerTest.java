package io.sluice.operators.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.NamedBundle;
import io.sluice.gates.Policy;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.gates.budget.SavedPrice;
import io.sluice.gates.guard.ShadowResult;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.ControlNotice;
import io.sluice.operators.DeadLetters;
import io.sluice.operators.Events;
import io.sluice.operators.TestLadders;
import io.sluice.schemas.DeadLetter;
import io.sluice.schemas.Price;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.Resource;
import io.sluice.schemas.Tensor;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class RecordSerializerTest {
    @Test
    void everyRecordSurvivesSerialisationAndCopy() throws Exception {
        AdmittedEvent event = Events.event("a", "k", 7, 100);
        check(new TensorSerializer(), Tensor.ofFloats(new int[] {2, 2}, 1, 2, 3, Float.NaN));
        check(new PolicyEpochSerializer(), event.epoch());
        check(new PolicyEpochSerializer(), priced());
        check(new PolicyEpochSerializer(), Events.guarded(2));
        check(new PolicyEpochSerializer(), Events.guarded(2).with(TestLadders.SECOND));
        check(
                new PolicyEpochSerializer(),
                Events.under(4, Budgets.of(List.of(Limit.soft("job", Resource.JOULES, 40, 60)))));
        check(new SavedPriceSerializer(), new SavedPrice("job joules", "job", Resource.JOULES, .5));
        check(new ShadowResultSerializer(), ShadowResult.of("job", Events.guarded(2), 1, true));
        DeadLetter letter =
                DeadLetters.of(event.origin(), "decode", ReasonCode.MALFORMED, "found, expected");
        check(new DeadLetterSerializer(), letter);
    }

    @Test
    void anAdmittedEventKeepsItsParts() throws Exception {
        AdmittedEvent event = Events.event("a", "k", 7, 100);
        AdmittedEvent again = (AdmittedEvent) roundTrip(new AdmittedSerializer(), event);
        assertThat(again.event()).isEqualTo(event.event());
        assertThat(again.epoch()).isEqualTo(event.epoch());
        assertThat(again.origin().value()).isEqualTo(event.origin().value());
        assertThat(again.origin().headers()).isEqualTo(event.origin().headers());
        assertThat(again.admittedMicros()).isEqualTo(event.admittedMicros());
    }

    @Test
    void aNoticeKeepsItsParts() throws Exception {
        ControlNotice notice =
                new ControlNotice(
                        7,
                        8,
                        "no such bundle",
                        new byte[] {1, 2},
                        6,
                        new byte[] {3},
                        List.of(
                                NamedBundle.OF_THE_FILE,
                                new NamedBundle("/b", "", Events.BUNDLE_HASH, 3)));
        ControlNotice again = (ControlNotice) roundTrip(new AdmittedSerializer(), notice);
        assertThat(again).usingRecursiveComparison().isEqualTo(notice);
    }

    @Test
    void aPolicyIsParsedOncePerEpochAndNotPerEvent() throws Exception {
        PolicyEpochSerializer serializer = new PolicyEpochSerializer();
        PolicyEpoch first = roundTrip(serializer, Events.thresholds());
        assertThat(roundTrip(serializer, Events.thresholds())).isSameAs(first);
        assertThat(roundTrip(serializer, priced())).isNotSameAs(first).isEqualTo(priced());
        assertThat(roundTrip(serializer, Events.guarded(1)).guardLevel()).isEqualTo(1);
        assertThat(roundTrip(serializer, Events.guarded(0)).guardLevel()).isZero();
        PolicyEpoch ofAnother = Events.guarded(0).with(TestLadders.SECOND);
        assertThat(roundTrip(serializer, ofAnother).bundle()).isEqualTo(TestLadders.SECOND);
        assertThat(roundTrip(serializer, Events.guarded(0)).bundle().isOfTheFile()).isTrue();
    }

    @Test
    void refusesAFormatOfALaterVersion() throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(16);
        out.writeInt(2);
        out.write(new byte[] {9, 0});
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        assertThatThrownBy(() -> new TensorSerializer().deserialize(in))
                .isInstanceOf(IOException.class)
                .hasMessage("format version 9 of TensorSerializer is not known; expected 1 to 1");
    }

    @Test
    void theSnapshotRestoresACompatibleSerialiser() throws Exception {
        TypeSerializerSnapshot<Tensor> snapshot = new TensorSerializer().snapshotConfiguration();
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, snapshot);
        TypeSerializerSnapshot<Tensor> read =
                TypeSerializerSnapshot.readVersionedSnapshot(
                        new DataInputDeserializer(out.getCopyOfBuffer()),
                        getClass().getClassLoader());
        assertThat(read.restoreSerializer()).isEqualTo(new TensorSerializer());
        TypeSerializerSchemaCompatibility<Tensor> compatibility =
                new TensorSerializer().snapshotConfiguration().resolveSchemaCompatibility(read);
        assertThat(compatibility.isCompatibleAsIs()).isTrue();
    }

    private static PolicyEpoch priced() {
        byte[] document =
                new Policy("x", Events.BUNDLE_HASH, CertaintyThreshold.confidence(.5f, .5f))
                        .document();
        Prices prices = Prices.of(List.of(new Price(Resource.BYTES, "job", .25)));
        return PolicyEpoch.of(3, 99, document, prices);
    }

    private static <T> void check(TypeSerializer<T> serializer, T value) throws IOException {
        assertThat(roundTrip(serializer, value)).isEqualTo(value);
        assertThat(serializer.copy(value)).isSameAs(value);
    }

    private static <T> T roundTrip(TypeSerializer<T> serializer, T value) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(16);
        serializer.serialize(value, out);
        DataOutputSerializer copied = new DataOutputSerializer(16);
        serializer.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copied);
        DataInputDeserializer in = new DataInputDeserializer(copied.getCopyOfBuffer());
        T read = serializer.deserialize(in);
        assertThat(in.available()).isZero();
        return read;
    }
}
