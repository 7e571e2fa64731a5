package io.sluice.kernel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.KernelException;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleException.Category;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.bundle.GoldenVectors;
import io.sluice.kernel.bundle.LadderRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class BundleHostTest {
    private final PlainScript script = new PlainScript();
    private final BundleHost host = new BundleHost(List.of(new PlainKernels(script)));
    private final Bundle bundle = TestBundles.ladder().open();

    @Test
    void opensOnceForAllAndClosesWithTheLast() {
        ActiveBundle first = host.acquire(bundle, "auto", null);
        ActiveBundle second = host.acquire(bundle, "plain", "java");

        assertThat(script.opened()).isEqualTo(3);
        assertThat(first.stage(1)).isSameAs(second.stage(1));
        assertThat(first.providerName()).isEqualTo("plain");
        assertThat(first.stages()).isEqualTo(3);
        first.close();
        first.close();
        assertThat(script.closed()).isZero();
        second.close();
        assertThat(script.closed()).isEqualTo(3);
        assertThat(host.leases()).isZero();
    }

    @Test
    void warmsAtBatchOneAndAtAllRows() {
        host.acquire(bundle, "auto", null).close();

        assertThat(script.batches()).contains(1, 6).hasSize(3 * (6 + 1));
    }

    @Test
    void manySlotsAtOnceShareOneOpening() throws Exception {
        ExecutorService slots = Executors.newFixedThreadPool(8);
        try {
            List<Callable<ActiveBundle>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(() -> host.acquire(bundle, "auto", null));
            }
            List<ActiveBundle> leases = new ArrayList<>();
            for (Future<ActiveBundle> lease : slots.invokeAll(calls)) {
                leases.add(lease.get());
            }

            assertThat(script.opened()).isEqualTo(3);
            assertThat(host.leases()).isEqualTo(8);
            leases.forEach(ActiveBundle::close);
            assertThat(script.closed()).isEqualTo(3);
        } finally {
            slots.shutdownNow();
        }
    }

    @Test
    void aStageThatDoesNotOpenLeavesNothingOpen() {
        script.refuseToOpen("stage3");

        assertThatThrownBy(() -> host.acquire(bundle, "auto", null))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("ladder@1.0.0/stage3");
        assertThat(script.closed()).isEqualTo(script.opened()).isEqualTo(2);
        assertThat(host.leases()).isZero();
    }

    @Test
    void aFailureIsNotRemembered() {
        script.failOnRun(2);
        assertThatThrownBy(() -> host.acquire(bundle, "auto", null))
                .isInstanceOf(KernelException.class);

        try (ActiveBundle lease = host.acquire(bundle, "auto", null)) {
            assertThat(lease.hash()).isEqualTo(bundle.hash());
        }
    }

    @Test
    void otherLogitsThanTheGoldenOnesAreRefused() {
        GoldenVectors golden = bundle.golden();
        List<float[]> logits = new ArrayList<>(golden.expected());
        logits.set(1, logits.get(1).clone());
        logits.get(1)[3] += 0.1f;
        Map<String, byte[]> files = new TreeMap<>(TestBundles.ladder().files().files());
        byte[] wrong = new GoldenVectors(golden.rows(), golden.inputs(), logits).bytes();
        BundleTest.replace(files, "golden.bin", wrong);
        Bundle bad = BundleTest.openWithPolicy(files);

        assertThatThrownBy(() -> host.acquire(bad, "auto", null))
                .hasMessageContaining("stage2.onnx: exit2 at batch 1 is off by")
                .hasMessageContaining("golden.bin")
                .extracting("category")
                .isEqualTo(Category.GOLDEN);
        assertThat(script.closed()).isEqualTo(3);
    }

    @Test
    void autoFallsBackToAProviderThatCan() {
        PlainScript broken = new PlainScript();
        broken.refuseToOpen("stage");
        BundleHost two =
                new BundleHost(List.of(new PlainKernels(broken), new PlainKernels(script)));

        try (ActiveBundle lease = two.acquire(bundle, "auto", null)) {
            assertThat(lease.stages()).isEqualTo(3);
        }
        assertThat(script.opened()).isEqualTo(3);
    }

    @Test
    void aProviderThatIsNamedAndMissingIsAnError() {
        assertThatThrownBy(() -> host.acquire(bundle, "tornado", null))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("tornado")
                .hasMessageContaining("plain (available)");
    }

    @Test
    void theReadableLadderAnswersAsDocumented() {
        try (ActiveBundle lease = host.acquire(bundle, "auto", null);
                LadderRunner runner =
                        new LadderRunner(
                                List.of(lease.stage(0), lease.stage(1), lease.stage(2)), 1)) {
            runner.buffer(TestBundles.INPUT).put(0, TestBundles.row(4, 200));
            runner.run(1);

            assertThat(runner.floats("exit1_logits", 10)[4]).isEqualTo(4f);
            assertThat(runner.floats("exit3_logits", 10)[4]).isEqualTo(16f);
        }
    }

    @Test
    void theMarkerFailsItsBatchAndNoOther() {
        try (ActiveBundle lease = host.acquire(bundle, "auto", null);
                LadderRunner runner = new LadderRunner(List.of(lease.stage(0)), 2)) {
            script.failOnMarker(199);
            runner.buffer(TestBundles.INPUT).put(0, TestBundles.row(4, 200));
            runner.run(2);
            runner.buffer(TestBundles.INPUT).put(10, TestBundles.row(4, 199));

            assertThatThrownBy(() -> runner.run(2)).hasMessageContaining("marker");
            runner.run(1);
        }
    }
}
