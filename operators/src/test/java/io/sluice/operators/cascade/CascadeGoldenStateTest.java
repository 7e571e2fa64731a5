package io.sluice.operators.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.JobGroup;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.gates.guard.ShadowSampling;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.Events;
import io.sluice.operators.budget.BudgetOptions;
import io.sluice.operators.budget.Metering;
import io.sluice.schemas.Header;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import io.sluice.schemas.mapping.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Prices that an earlier version saved are restored by this one. After a deliberate change of
 * format, run with {@code -Dsluice.golden-state=v<n>} to save this version's state, and add it
 * below.
 */
class CascadeGoldenStateTest {
    private static final Path STATES = Path.of("src/test/resources/state");
    private static final PolicyEpoch EPOCH =
            Events.under(
                    1,
                    Budgets.of(
                            List.of(
                                    Limit.soft("job", Resource.JOULES, 20, 1),
                                    Limit.soft("tenant/*", Resource.JOULES, 100, 1))));
    private static final int STRENGTH = 10;

    @ParameterizedTest
    @ValueSource(strings = "v5")
    void restores(String version) throws Exception {
        OperatorSubtaskState saved =
                OperatorSnapshotUtil.readStateHandle(
                        STATES.resolve(version + "/cascade.snapshot").toString());
        try (CascadeFixture cascade = open(saved)) {
            send(cascade, 0);
            List<Price> prices = prices(cascade);
            assertThat(prices).extracting(Price::scope).containsExactly("job", "tenant/acme");
            assertThat(prices.get(0).value()).isEqualTo(5, within(1e-9));
            assertThat(prices.get(1).value()).isEqualTo(1.1545, within(.01));
        }
    }

    @Test
    void savesTheStateOfThisVersionWhenAsked() throws Exception {
        String version = System.getProperty("sluice.golden-state");
        if (version == null) {
            return;
        }
        try (CascadeFixture cascade = open(null)) {
            for (int i = 1; i <= 100; i++) {
                cascade.harness.setProcessingTime(1000 + 10L * i);
                send(cascade, i);
            }
            cascade.harness.prepareSnapshotPreBarrier(1);
            Path file = STATES.resolve(version + "/cascade.snapshot");
            Files.createDirectories(file.getParent());
            OperatorSnapshotUtil.writeStateHandle(cascade.harness.snapshot(1, 1), file.toString());
        }
    }

    private static CascadeFixture open(OperatorSubtaskState state) throws Exception {
        return new CascadeFixture(
                CascadeFixture.FREE,
                ShadowSampling.NONE,
                new CascadeFixture.Opener(),
                new BudgetOptions("tenant", JobGroup.ALONE, new OneJoule(), Metering.NONE),
                state);
    }

    private static void send(CascadeFixture cascade, int number) throws Exception {
        AdmittedEvent event =
                Events.event("e" + number, "k", number, STRENGTH, OptionalLong.empty(), EPOCH);
        Header tenant = new Header("tenant", "acme".getBytes(StandardCharsets.UTF_8));
        SourceRecord origin =
                new SourceRecord("events", 0, number, 5, null, new byte[0], List.of(tenant));
        long now = cascade.harness.getProcessingTime() * 1000;
        cascade.send(new AdmittedEvent(event.event(), EPOCH, origin, now));
    }

    private static List<Price> prices(CascadeFixture cascade) throws Exception {
        cascade.harness.prepareSnapshotPreBarrier(1);
        return cascade.answers().get(0).prediction().decision().prices();
    }
}
