package io.sluice.operators.admission;

import static io.sluice.operators.admission.AdmissionFixture.admitted;
import static io.sluice.operators.admission.AdmissionFixture.control;
import static io.sluice.operators.admission.AdmissionFixture.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.GateMode;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.budget.BrownOutSettings;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.gates.budget.PacingSettings;
import io.sluice.operators.Admitted;
import io.sluice.operators.budget.BudgetSupport;
import io.sluice.operators.serialization.AdmittedSerializer;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.Resource;
import io.sluice.schemas.mapping.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Budgets and modes that an earlier version saved are restored by this one; see {@link
 * AdmissionGoldenStateTest}.
 */
class BudgetsGoldenStateTest {
    private static final Path STATES = Path.of("src/test/resources/state");

    /** Something of each part of the document. */
    private static final Budgets BUDGETS =
            new Budgets(
                    List.of("standard", "gold"),
                    Map.of("acme", "gold"),
                    List.of(
                            Limit.soft("job", Resource.JOULES, 40, 60),
                            Limit.hard("tenant/*", Resource.JOULES, 4, 1, 6),
                            Limit.soft("key/*", Resource.BYTES, 100, Limit.PER_EVENT),
                            Limit.event(Resource.JOULES, 4.5),
                            Limit.latency("tenant/acme", 25, .99)),
                    new BrownOutSettings(.7, .3, .2, 2, 5, List.of(1.0, BrownOutSettings.CHEAPEST)),
                    new PacingSettings(4, .5, 2));

    @ParameterizedTest
    @ValueSource(strings = "v5")
    void restores(String version) throws Exception {
        OperatorSubtaskState saved =
                OperatorSnapshotUtil.readStateHandle(
                        STATES.resolve(version + "/admission-budgets.snapshot").toString());
        AdmissionFixture.QueuedControl.MESSAGES.clear();
        try (var harness = harness()) {
            harness.initializeState(saved);
            harness.open();
            send(harness, 0, 5);
            send(harness, 0, 1000);
            send(harness, 0, 2000);
            List<PolicyEpoch> epochs = admitted(harness).stream().map(a -> a.epoch()).toList();
            assertThat(epochs.get(0).budgets()).isEqualTo(Budgets.NONE);
            assertThat(epochs.get(1).budgets()).isEqualTo(BUDGETS);
            assertThat(epochs)
                    .extracting(PolicyEpoch::mode)
                    .containsExactly(GateMode.ENFORCE, GateMode.ENFORCE, GateMode.OFF);
            assertThat(epochs).extracting(PolicyEpoch::epoch).containsExactly(0L, 7L, 8L);
            assertThat(epochs.get(2).budgets()).isEqualTo(BUDGETS);
        }
    }

    @Test
    void savesTheStateOfThisVersionWhenAsked() throws Exception {
        String version = System.getProperty("sluice.golden-state");
        if (version == null) {
            return;
        }
        AdmissionFixture.QueuedControl.MESSAGES.clear();
        try (var harness = harness()) {
            harness.open();
            byte[] budgets = BudgetDocument.document(BUDGETS);
            byte[] off = "mode: off".getBytes(StandardCharsets.UTF_8);
            control(new ControlEnvelope("BUDGETS", "job", 7, 1000, budgets, "", null));
            control(new ControlEnvelope("MODE", "job", 8, 2000, off, "", null));
            send(harness, 0, 5);
            Path file = STATES.resolve(version + "/admission-budgets.snapshot");
            Files.createDirectories(file.getParent());
            OperatorSnapshotUtil.writeStateHandle(harness.snapshot(1, 1), file.toString());
        }
    }

    private static OneInputStreamOperatorTestHarness<SourceRecord, Admitted> harness()
            throws Exception {
        var harness =
                AdmissionFixture.harness(
                        Budgets.NONE, GateMode.ENFORCE, new BudgetSupport(true, true, true, true));
        harness.setup(AdmittedSerializer.TYPE.createSerializer(null));
        return harness;
    }
}
