package io.sluice.operators.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.GuardMessage;
import io.sluice.gates.JobGroup;
import io.sluice.gates.guard.ShadowResult;
import io.sluice.kernel.bundle.BundleSignature;
import io.sluice.kernel.bundle.BundleSigner;
import io.sluice.kernel.bundle.TrustStore;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardFunctionTest {
    private static final Path GOLDEN = Path.of("src/test/resources/state/v2/guard.snapshot");

    @TempDir private Path directory;

    @Test
    void aBrokenPromiseBecomesAMessageThatHoldsFromTheWatermarkOn() throws Exception {
        try (var guard = open(ControlSigning.NONE, true, null)) {
            guard.processWatermark(700);
            disagree(guard, 20);
            assertThat(messages(guard)).hasSize(1);
            ControlEnvelope message = messages(guard).get(0);
            assertThat(message.kind()).isEqualTo("GUARD");
            assertThat(message.scope()).isEqualTo("job");
            assertThat(message.epoch()).isEqualTo(5);
            assertThat(message.effectiveFromMillis()).isEqualTo(700);
            assertThat(message.signature()).isNull();
            GuardMessage payload = GuardMessage.parse("test", message.payload());
            assertThat(payload.level()).isEqualTo(1);
            assertThat(payload.policyVersion()).isEqualTo("1");
        }
    }

    @Test
    void aMessageNeverHoldsBeforeTheEpochItFollows() throws Exception {
        try (var guard = open(ControlSigning.NONE, true, null)) {
            disagree(guard, 20);
            assertThat(messages(guard).get(0).effectiveFromMillis()).isEqualTo(400);
        }
    }

    @Test
    void messagesAreSignedWhereThereIsAKey() throws Exception {
        Path store = Files.createDirectory(directory.resolve("store"));
        Path key = directory.resolve("job.key");
        BundleSigner.generate("job", key, store.resolve("job.pem"));
        try (var guard = open(new ControlSigning("job", key.toString()), true, null)) {
            disagree(guard, 20);
            ControlEnvelope message = messages(guard).get(0);
            assertThat(message.keyId()).isEqualTo("job");
            assertThat(
                            new BundleSignature("job", message.signature())
                                    .verifies(
                                            ControlEnvelopeCodec.signedBytes(message),
                                            TrustStore.at(store).key("job").orElseThrow()))
                    .isTrue();
        }
    }

    @Test
    void itsMeasureSurvivesARestore() throws Exception {
        OperatorSubtaskState state;
        try (var guard = open(ControlSigning.NONE, true, null)) {
            disagree(guard, 3);
            assertThat(messages(guard)).isEmpty();
            state = guard.snapshot(1, 1);
        }
        assertGoesOn(state);
    }

    @Test
    void itsMeasureIsRestoredFromTheStateOfVersion2() throws Exception {
        assertGoesOn(OperatorSnapshotUtil.readStateHandle(GOLDEN.toString()));
    }

    @Test
    void savesTheStateOfThisVersionWhenAsked() throws Exception {
        if (System.getProperty("sluice.golden-state") == null) {
            return;
        }
        try (var guard = open(ControlSigning.NONE, true, null)) {
            disagree(guard, 3);
            OperatorSnapshotUtil.writeStateHandle(guard.snapshot(1, 1), GOLDEN.toString());
        }
    }

    @Test
    void withoutAControlTopicItOnlyMeasures() throws Exception {
        try (var guard = open(ControlSigning.NONE, false, null)) {
            disagree(guard, 100);
            assertThat(messages(guard)).isEmpty();
        }
    }

    /** Three disagreements are not enough to ask, two more are when the three are remembered. */
    private static void assertGoesOn(OperatorSubtaskState state) throws Exception {
        try (var guard = open(ControlSigning.NONE, true, state)) {
            disagree(guard, 20);
            GuardMessage payload = GuardMessage.parse("test", messages(guard).get(0).payload());
            int fresh;
            try (var other = open(ControlSigning.NONE, true, null)) {
                disagree(other, 20);
                fresh = (int) shadowRuns(other);
            }
            assertThat(payload.shadowRuns()).isEqualTo(fresh).isGreaterThan(3);
        }
    }

    private static long shadowRuns(
            KeyedOneInputStreamOperatorTestHarness<String, ShadowResult, ControlEnvelope> guard) {
        return GuardMessage.parse("test", messages(guard).get(0).payload()).shadowRuns();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ShadowResult, ControlEnvelope>
            open(ControlSigning signing, boolean mayOrder, OperatorSubtaskState state)
                    throws Exception {
        var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(
                                new GuardFunction(signing, mayOrder, JobGroup.ALONE)),
                        ShadowResult::scope,
                        Types.STRING);
        harness.setup();
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

    private static List<ControlEnvelope> messages(
            KeyedOneInputStreamOperatorTestHarness<String, ShadowResult, ControlEnvelope> guard) {
        return guard.extractOutputValues();
    }

    private static void disagree(
            KeyedOneInputStreamOperatorTestHarness<String, ShadowResult, ControlEnvelope> guard,
            int times)
            throws Exception {
        for (int i = 0; i < times; i++) {
            ShadowResult result = new ShadowResult("job", 4, 400, "1", 0, .2, .95, 0, false);
            guard.processElement(new StreamRecord<>(result, 10));
        }
    }
}
