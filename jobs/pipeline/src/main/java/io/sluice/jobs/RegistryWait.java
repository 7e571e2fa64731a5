package io.sluice.jobs;

import io.sluice.schemas.registry.RegistryListener;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log and in a metric that the job waits for its registry. */
final class RegistryWait implements RegistryListener {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryWait.class);

    private volatile Instant waitingSince;

    @Override
    public void waiting(String what, Instant since, int attempts, String cause) {
        waitingSince = since;
        LOG.warn(
                "Waiting for the schema registry since {} ({} attempts) for {}: {}",
                since,
                attempts,
                what,
                cause);
    }

    @Override
    public void answered(String what, Instant since) {
        waitingSince = null;
        LOG.info(
                "The schema registry answered {} after {} s",
                what,
                Duration.between(since, Instant.now()).toSeconds());
    }

    double seconds() {
        Instant since = waitingSince;
        return since == null ? 0 : Duration.between(since, Instant.now()).toMillis() * 1e-3;
    }
}
