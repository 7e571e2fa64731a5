package io.sluice.operators.admission;

import io.sluice.schemas.mapping.SourceRecord;
import java.io.Serializable;
import java.time.Duration;

/**
 * The control topic as one task reads it: all of it, from its beginning, in its order.
 *
 * <p>It is no input of the operator, because a second input would keep the records' source out of
 * the operator's chain and cost a serialisation of every event. Nothing of it is saved: what a task
 * has applied is in the task's state, by epoch, and reading a message again changes nothing.
 */
public interface ControlFeed extends AutoCloseable {
    /** A feed without messages. */
    Factory NONE = () -> new NoControl();

    /** Opens the feed of one task. Serialisable: it travels with the job. */
    interface Factory extends Serializable {
        ControlFeed open();
    }

    /**
     * The next message, or null when there is none now; cheap, as it is asked for with each record.
     *
     * @throws RuntimeException when the topic cannot be read any more
     */
    SourceRecord poll();

    /**
     * Waits until all messages that were there at the start can be polled.
     *
     * @return false when that took longer than the limit
     */
    boolean awaitCurrent(Duration limit) throws InterruptedException;

    @Override
    void close() throws InterruptedException;
}
