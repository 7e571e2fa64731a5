package io.sluice.operators.experts;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.GateMode;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * State of `experts` that an earlier version saved is restored by this one. After a deliberate
 * change of format, run with {@code -Dsluice.golden-state=v<n>} to save this version's state, and
 * add it below.
 */
class ExpertsGoldenStateTest {
    private static final Path STATES = Path.of("src/test/resources/state");

    @ParameterizedTest
    @CsvSource({"v4, ENFORCE", "v5, ENFORCE", "v6, SHADOW"})
    void restoresWhatWasPendingAndWhoIsThere(String version, GateMode mode) throws Exception {
        OperatorSubtaskState saved = OperatorSnapshotUtil.readStateHandle(file(version).toString());
        try (ExpertsFixture experts =
                ExpertsFixture.open(
                        setting -> {
                            setting.state = saved;
                            setting.devices = false;
                        })) {
            experts.runMails();
            assertThat(experts.counted("asked_again_total")).isEqualTo(2);
            assertThat(experts.requests())
                    .as("low has answered the first")
                    .containsExactly(
                            "requests.a all events-0@1",
                            "requests.a all events-0@2",
                            "requests.c high events-0@2");

            experts.reply("events-0@1", "all", "a", 3);
            assertThat(experts.last().eventId()).isEqualTo("event-1");
            assertThat(experts.last().predictedClass()).isEqualTo(3);
            assertThat(experts.last().decision().experts()).hasSize(2);
            assertThat(experts.last().decision().epoch()).isEqualTo(3);
            assertThat(experts.last().decision().prices())
                    .as("of its own, or of its epoch where none were saved")
                    .containsExactly(new Price(Resource.MILLISECONDS, "job", .001));
            experts.reply("events-0@2", "all", "a", 8);
            experts.reply("events-0@2", "high", "c", 8);
            assertThat(experts.counted("shadow_gate_requests_total/all"))
                    .as("what is pinned to mode shadow")
                    .isEqualTo(mode == GateMode.SHADOW ? 2 : 0);
            assertThat(experts.last().predictedClass()).isEqualTo(8);
            assertThat(experts.harness.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void savesTheStateOfThisVersionWhenAsked() throws Exception {
        String version = System.getProperty("sluice.golden-state");
        if (version == null) {
            return;
        }
        try (ExpertsFixture experts = ExpertsFixture.open()) {
            experts.control("MODE", 2, GateMode.SHADOW.document());
            experts.control("PRICES", 3, "{milliseconds: 0.001}".getBytes(StandardCharsets.UTF_8));
            String first = experts.send(1, 3);
            experts.send(2, 8);
            experts.reply(first, "low", "b", 3);
            Files.createDirectories(file(version).getParent());
            OperatorSnapshotUtil.writeStateHandle(
                    experts.harness.snapshot(1, 1), file(version).toString());
        }
    }

    private static Path file(String version) {
        return STATES.resolve(version + "/experts.snapshot");
    }
}
