package io.sluice.kernel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.bundle.LadderRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many slots run while a device comes and goes: no batch fails, and none is wrong. */
class DeviceLossThreadsTest {
    private static final long SEED = 20_261_122;
    private static final int SLOTS = 8;
    private static final int BATCHES = 400;

    private final PlainScript fast = new PlainScript();
    private final PlainScript steady = new PlainScript();
    private final ManualTimer timer = new ManualTimer();
    private final AtomicInteger running = new AtomicInteger(SLOTS);

    @Test
    void manySlotsRunWhileADeviceComesAndGoes() throws Exception {
        BundleHost host =
                new BundleHost(
                        List.of(new PlainKernels("fast", fast), new PlainKernels("steady", steady)),
                        timer);
        Bundle bundle = TestBundles.ladder().open();
        ExecutorService slots = Executors.newFixedThreadPool(SLOTS);
        // Held from before the first loss: a device that is lost while a bundle is opened refuses
        // it.
        try (ActiveBundle opened = host.acquire(bundle, "fast", null)) {
            assertThat(opened.stages()).isEqualTo(3);
            fast.loseDeviceOnRun(1);
            List<Future<Void>> results = new ArrayList<>();
            for (int slot = 0; slot < SLOTS; slot++) {
                results.add(slots.submit(slot(host, bundle, new Random(SEED + slot))));
            }
            comeAndGo();
            for (Future<Void> result : results) {
                result.get();
            }
        } finally {
            slots.shutdownNow();
        }
        timer.advance(Duration.ofHours(1));

        assertThat(steady.runs()).as("seed %d", SEED).isPositive();
        assertThat(host.leases()).isZero();
        assertThat(fast.closed()).isEqualTo(fast.opened());
        assertThat(steady.closed()).isEqualTo(steady.opened());
        assertThat(timer.waiting()).isZero();
    }

    private void comeAndGo() {
        while (running.get() > 0) {
            fast.loseDeviceOnRun(1);
            Thread.yield();
            fast.bringBack();
            timer.advance(Duration.ofMinutes(10));
        }
    }

    private Callable<Void> slot(BundleHost host, Bundle bundle, Random random) {
        return () -> {
            try (ActiveBundle lease = host.acquire(bundle, "fast", null);
                    LadderRunner runner =
                            new LadderRunner(
                                    List.of(lease.stage(0), lease.stage(1), lease.stage(2)), 1)) {
                for (int i = 0; i < BATCHES; i++) {
                    int strength = random.nextInt(256);
                    runner.buffer(TestBundles.INPUT).put(0, TestBundles.row(4, strength));
                    runner.run(1);
                    assertThat(runner.floats("exit1_logits", 10)[4]).isEqualTo(.02f * strength);
                    assertThat(runner.floats("exit3_logits", 10)[4]).isEqualTo(.08f * strength);
                }
            } finally {
                running.decrementAndGet();
            }
            return null;
        };
    }
}
