package io.sluice.kernel.tornado;

import java.time.Duration;

/** Work of a test on a device's thread. */
final class DeviceJobs {
    private DeviceJobs() {}

    static void run(OpenDevice device, Runnable work) {
        DeviceThread.Job job =
                new DeviceThread.Job() {
                    @Override
                    void execute() {
                        work.run();
                    }
                };
        device.thread().run(job, Duration.ofMinutes(5));
    }
}
