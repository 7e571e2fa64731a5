package io.sluice.operators.admission;

import io.sluice.schemas.mapping.SourceRecord;
import java.time.Duration;

/** The feed of a job without a control topic. */
final class NoControl implements ControlFeed {
    @Override
    public SourceRecord poll() {
        return null;
    }

    @Override
    public boolean awaitCurrent(Duration limit) {
        return true;
    }

    @Override
    public void close() {}
}
