package io.sluice.schemas.registry;

import java.time.Instant;

/** Told when a job waits for the registry, so that the stall has a name in logs and metrics. */
public interface RegistryListener {
    /** Says nothing. */
    RegistryListener NONE =
            new RegistryListener() {
                @Override
                public void waiting(String what, Instant since, int attempts, String cause) {}

                @Override
                public void answered(String what, Instant since) {}
            };

    /**
     * An attempt failed and another will follow.
     *
     * @param what the resource asked for, such as {@code /schemas/ids/7}
     * @param since when the wait began
     * @param attempts how many have failed
     * @param cause why the last one did
     */
    void waiting(String what, Instant since, int attempts, String cause);

    /** The registry answered after at least one failed attempt. */
    void answered(String what, Instant since);
}
