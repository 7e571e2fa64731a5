package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.DeviceLostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class DeviceThreadTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final DeviceThread thread = new DeviceThread("test");

    @Test
    void jobsRunOnOneDaemonThreadWithTheSystemsLoader() {
        AtomicReference<Thread> seen = new AtomicReference<>();

        thread.run(job(() -> seen.set(Thread.currentThread())), LONG);

        assertThat(seen.get().isDaemon()).isTrue();
        assertThat(seen.get().getName()).isEqualTo("sluice-tornado-test");
        assertThat(seen.get().getContextClassLoader()).isSameAs(ClassLoader.getSystemClassLoader());
    }

    @Test
    void whatAJobThrowsIsThrownToWhoeverWaits() {
        DeviceThread.Job failing =
                job(
                        () -> {
                            throw new IllegalStateException("no");
                        });

        assertThatThrownBy(() -> thread.run(failing, LONG))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aJobThatTakesTooLongLosesTheDeviceForItAndTheOneBehindIt() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean wrote = new AtomicBoolean();
        DeviceThread.Job stuck =
                new DeviceThread.Job() {
                    @Override
                    void execute() {
                        await(release);
                        beginWriting();
                        wrote.set(true);
                    }
                };

        assertThatThrownBy(() -> thread.run(stuck, SHORT)).isInstanceOf(DeviceLostException.class);
        AtomicBoolean ran = new AtomicBoolean();
        assertThatThrownBy(() -> thread.run(job(() -> ran.set(true)), LONG))
                .isInstanceOf(DeviceLostException.class);

        release.countDown();
        thread.submit(job(() -> {}), LONG);
        CountDownLatch alive = new CountDownLatch(1);
        thread.submit(job(alive::countDown), LONG);
        alive.await();
        assertThat(wrote).as("memory of a caller that has left").isFalse();
        assertThat(ran).as("a job that nobody waits for").isFalse();
    }

    @Test
    void anInterruptIsKeptForAfterTheJob() {
        AtomicBoolean ran = new AtomicBoolean();
        Thread.currentThread().interrupt();

        thread.run(job(() -> ran.set(true)), LONG);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(ran).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DeviceThread.Job job(Runnable work) {
        return new DeviceThread.Job() {
            @Override
            void execute() {
                work.run();
            }
        };
    }
}
