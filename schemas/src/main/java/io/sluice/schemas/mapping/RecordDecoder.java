package io.sluice.schemas.mapping;

import io.sluice.schemas.Event;

/**
 * Turns a source record into an event. An instance keeps buffers and belongs to one thread.
 *
 * <p>The event's inputs are exactly those of the model, in its order, with its dtypes and shapes.
 */
public interface RecordDecoder {
    /**
     * @return the event, whose tensors may be slices of the record's value
     * @throws DecodeException when this record cannot become an event: it is a dead letter
     * @throws io.sluice.schemas.registry.RegistryUnavailableException when a schema registry gave
     *     no answer within its bound; the record may be tried again
     */
    Event decode(SourceRecord record) throws DecodeException;
}
