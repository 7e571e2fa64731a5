package io.sluice.experts;

/**
 * How an engine works.
 *
 * @param maxBatch the most requests that are computed at once, at least 1
 * @param maxQueue the most requests that wait, at least 1; further ones are answered OVERLOADED
 * @param slots how many experts are in memory at once, at least 1
 */
public record EngineSettings(int maxBatch, int maxQueue, int slots) {
    public EngineSettings {
        if (maxBatch < 1 || maxQueue < 1 || slots < 1) {
            throw new IllegalArgumentException(
                    "an engine has a batch, a queue and slots of at least 1, found "
                            + maxBatch
                            + ", "
                            + maxQueue
                            + " and "
                            + slots);
        }
    }

    /** Batches of up to 32, 1,024 that wait, every expert in memory. */
    public static EngineSettings defaults() {
        return new EngineSettings(32, 1024, Integer.MAX_VALUE);
    }
}
