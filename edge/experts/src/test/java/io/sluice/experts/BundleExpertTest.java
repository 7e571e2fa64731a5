package io.sluice.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.energy.EnergyMeter;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleException;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.testkit.PlainKernels;
import io.sluice.kernel.testkit.PlainScript;
import io.sluice.kernel.testkit.SensorTestBundle;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BundleExpertTest {
    private final PlainScript script = new PlainScript();
    private final BundleHost host = new BundleHost(List.of(new PlainKernels(script)));
    private final Bundle bundle = TestBundles.ladder().open();

    @Test
    void aLadderAnswersFromItsLastExit() throws Exception {
        Replies replies = new Replies();
        try (ExpertEngine engine = engine()) {
            for (int label = 0; label < 10; label++) {
                engine.ask(request(label, 100), replies);
            }

            Map<String, ExpertReply> all = replies.await(10);

            for (int label = 0; label < 10; label++) {
                Tensor logits = all.get("r" + label).logits();
                assertThat(logits.floatAt(label)).isEqualTo(8f);
                assertThat(logits.floatAt((label + 1) % 10)).isEqualTo(0f);
            }
            assertThat(all.get("r0").bundle()).isEqualTo(bundle.hash());
        }
        assertThat(host.leases()).isZero();
    }

    @Test
    void aModelThatFailsOnOneRowAnswersTheOthers() throws Exception {
        Replies replies = new Replies();
        try (ExpertEngine engine = engine()) {
            script.failOnMarker(77);
            engine.ask(request(1, 77), replies);
            engine.ask(request(2, 50), replies);
            engine.ask(request(3, 50), replies);

            Map<String, ExpertReply> all = replies.await(3);

            assertThat(all.get("r1").status()).isEqualTo(Status.FAILED);
            assertThat(all.get("r2").status()).isEqualTo(Status.OK);
            assertThat(all.get("r3").status()).isEqualTo(Status.OK);
        }
    }

    @Test
    void aSensorBundleIsNoExpert() {
        Bundle sensors = SensorTestBundle.roads().open();

        assertThatThrownBy(() -> new BundleExpert("e", sensors, host, "plain", null))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("is a sensor bundle");
    }

    private ExpertEngine engine() {
        return new ExpertEngine(
                "edge-1",
                List.of(new BundleExpert("ladder", bundle, host, "plain", null)),
                EngineSettings.defaults(),
                EnergyMeter.none());
    }

    private static ExpertRequest request(int label, int strength) {
        Tensor image = Tensor.ofBytes(new int[] {10}, TestBundles.row(label, strength));
        return new ExpertRequest(
                "r" + label,
                "ladder",
                "",
                "",
                List.of(new NamedTensor(TestBundles.INPUT, image)),
                0,
                30_000_000);
    }
}
