package io.sluice.operators.admission;

import static io.sluice.operators.admission.AdmissionFixture.admitted;
import static io.sluice.operators.admission.AdmissionFixture.bundle;
import static io.sluice.operators.admission.AdmissionFixture.control;
import static io.sluice.operators.admission.AdmissionFixture.harness;
import static io.sluice.operators.admission.AdmissionFixture.policy;
import static io.sluice.operators.admission.AdmissionFixture.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.GuardMessage;
import io.sluice.gates.NamedBundle;
import io.sluice.gates.PolicyEpoch;
import io.sluice.operators.serialization.AdmittedSerializer;
import io.sluice.schemas.ControlEnvelope;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * State that an earlier version saved is restored by this one. After a deliberate change of format,
 * run with {@code -Dsluice.golden-state=v<n>} to save this version's state, and add it below.
 */
class AdmissionGoldenStateTest {
    private static final String HASH = "ab".repeat(32);
    private static final NamedBundle OTHER =
            new NamedBundle("https://store/b.zip", "12".repeat(32), "cd".repeat(32), 3);
    private static final Path STATES = Path.of("src/test/resources/state");

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2", "v5", "v6"})
    void restores(String version) throws Exception {
        OperatorSubtaskState saved =
                OperatorSnapshotUtil.readStateHandle(
                        STATES.resolve(version + "/admission.snapshot").toString());
        AdmissionFixture.QueuedControl.MESSAGES.clear();
        try (var harness = harness(HASH)) {
            harness.setup(AdmittedSerializer.TYPE.createSerializer(null));
            harness.initializeState(saved);
            harness.open();
            send(harness, 0, 999);
            send(harness, 0, 1000);
            send(harness, 0, 3000);

            assertThat(admitted(harness))
                    .extracting(a -> a.epoch().epoch() + " " + a.epoch().policy().version())
                    .containsExactly("0 first", "7 second", "8 third");
            assertThat(AdmissionFixture.CountingDecoders.restored).containsEntry(1, "schema 1");
            send(harness, 0, 4000);
            PolicyEpoch last = admitted(harness).get(3).epoch();
            // Version 1 knew no guard.
            assertThat(last.guardLevel()).isEqualTo(version.equals("v1") ? 0 : 2);
            send(harness, 0, 5000);
            // Those before version 6 knew no bundle but the file's.
            assertThat(admitted(harness).get(4).epoch().bundle())
                    .isEqualTo(version.equals("v6") ? OTHER : NamedBundle.OF_THE_FILE);
        }
    }

    @Test
    void savesTheStateOfThisVersionWhenAsked() throws Exception {
        String version = System.getProperty("sluice.golden-state");
        if (version == null) {
            return;
        }
        AdmissionFixture.QueuedControl.MESSAGES.clear();
        try (var harness = harness(HASH)) {
            harness.setup(AdmittedSerializer.TYPE.createSerializer(null));
            harness.open();
            control(policy(7, 1000, "second", HASH));
            control(policy(8, 2000, "third", HASH));
            byte[] guard = new GuardMessage(2, "third", 100, 9, .05, .15).document();
            control(new ControlEnvelope("GUARD", "job", 9, 3500, guard, "", null));
            control(bundle(10, 5000, OTHER, "fourth"));
            send(harness, 0, 5);
            Path file = STATES.resolve(version + "/admission.snapshot");
            Files.createDirectories(file.getParent());
            OperatorSnapshotUtil.writeStateHandle(harness.snapshot(1, 1), file.toString());
        }
    }
}
