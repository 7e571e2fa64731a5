package io.sluice.kernel.fallback;

/** Whether a stage runs where it was opened. Thread-safe; shared by all who use the stage. */
public interface StageHealth {
    /** Of a stage that nothing can take over. */
    StageHealth ALWAYS_UP =
            new StageHealth() {
                @Override
                public boolean isDown() {
                    return false;
                }

                @Override
                public double secondsDown() {
                    return 0;
                }
            };

    /** Whether its device is lost and another provider runs its batches. */
    boolean isDown();

    /** How long it has been down in all since it was opened, in seconds. */
    double secondsDown();
}
