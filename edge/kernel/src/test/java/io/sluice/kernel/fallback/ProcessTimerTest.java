package io.sluice.kernel.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessTimerTest {
    private final CheckTimer timer = CheckTimer.process();

    @Test
    void aTaskRunsOnANamedDaemonThatHoldsNoClassLoaderOfAJob() throws Exception {
        Thread.currentThread().setContextClassLoader(new ClassLoader() {});
        CompletableFuture<Thread> ranOn = new CompletableFuture<>();
        timer.schedule(() -> ranOn.complete(Thread.currentThread()), Duration.ZERO);

        Thread thread = ranOn.get(30, TimeUnit.SECONDS);
        assertThat(thread.getName()).startsWith("sluice-health-check-");
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getContextClassLoader()).isSameAs(getClass().getClassLoader());
    }

    @Test
    void oneTaskThatHangsHoldsUpNoOther() throws Exception {
        CountDownLatch hung = new CountDownLatch(1);
        timer.schedule(() -> awaitQuietly(hung), Duration.ZERO);
        CompletableFuture<Boolean> ran = new CompletableFuture<>();
        timer.schedule(() -> ran.complete(true), Duration.ofMillis(1));

        assertThat(ran.get(30, TimeUnit.SECONDS)).isTrue();
        hung.countDown();
    }

    @Test
    void aTaskThatIsTakenBackDoesNotRun() throws Exception {
        List<String> ran = new ArrayList<>();
        Runnable takeBack = timer.schedule(() -> ran.add("early"), Duration.ofHours(1));
        takeBack.run();
        CompletableFuture<Void> later = new CompletableFuture<>();
        timer.schedule(() -> later.complete(null), Duration.ofMillis(1));

        later.get(30, TimeUnit.SECONDS);
        assertThat(ran).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
