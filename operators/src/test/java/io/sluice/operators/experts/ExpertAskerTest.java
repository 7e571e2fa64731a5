package io.sluice.operators.experts;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.GateMode;
import io.sluice.gates.Prices;
import io.sluice.gates.experts.FleetSettings;
import io.sluice.gates.experts.FleetView;
import io.sluice.gates.experts.Replica;
import io.sluice.operators.experts.ExpertsFixture.HeldClient;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.Tensor;
import io.sluice.schemas.mapping.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is not sent to devices. */
class ExpertAskerTest {
    @Test
    void aRequestThatNoRecordHoldsIsAskedOfTheTasksOwnExpertsOnly() {
        FleetView fleet = new FleetView(FleetSettings.DEFAULT);
        List<AddressedRequest> sent = new ArrayList<>();
        HeldClient client = new HeldClient();
        AttachedExpert local = new AttachedExpert("low", "local", "", false, client);
        try (ExpertAsker asker =
                new ExpertAsker(List.of(local), fleet, "replies", sent::add, reply -> {})) {
            Replica device = fleet.fixed("device", "high", "", true);
            PendingRequest large = request(ExpertAsker.MOST_REQUEST_BYTES + 1);
            assertThat(asker.ask(large, device, "", 0, 100)).isFalse();
            assertThat(sent).isEmpty();
            assertThat(asker.ask(large, fleet.find("local", "low"), "", 0, 100)).isTrue();
            assertThat(client.requests).hasSize(1);
            assertThat(asker.ask(request(1), device, "", 0, 100)).isTrue();
            assertThat(sent).hasSize(1);
        }
    }

    @Test
    void oneThatIsNotSentTookNothing() {
        Asked asked = Asked.now("high", "device", 5, 9, 2.5, Asked.Role.CHOSEN).notSent();
        assertThat(asked.isWaiting()).isFalse();
        assertThat(asked.hasAnswered()).isFalse();
        assertThat(asked.mayHaveRun()).isFalse();
        assertThat(asked.told()).isEqualTo("FAILED");
    }

    private static PendingRequest request(int bytes) {
        Tensor tensor = Tensor.ofBytes(new int[] {bytes}, new byte[bytes]);
        Event event =
                new Event(
                        "e",
                        null,
                        0,
                        List.of(new NamedTensor("image", tensor)),
                        OptionalLong.empty(),
                        OptionalLong.empty());
        SourceRecord origin = new SourceRecord("events", 0, 0, 0, null, new byte[0], List.of());
        return new PendingRequest(
                new DecodedEvent(event, origin, 0),
                0,
                GateMode.ENFORCE,
                Prices.NONE,
                new float[1],
                "",
                0,
                1_000_000,
                1,
                List.of());
    }
}
