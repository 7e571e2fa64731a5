package io.sluice.kernel.tornado;

/** How much of a device's memory the stages on it have taken. Thread-safe. */
final class MemoryBudget {
    private final long limit;
    private long taken;

    MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** Takes memory, or says that there is not as much left. */
    synchronized boolean take(long bytes) {
        if (taken + bytes > limit) {
            return false;
        }
        taken += bytes;
        return true;
    }

    synchronized void giveBack(long bytes) {
        taken -= bytes;
    }

    synchronized long taken() {
        return taken;
    }

    long limit() {
        return limit;
    }
}
