package io.sluice.schemas.mapping;

import io.sluice.schemas.Event;
import java.util.List;

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

    /**
     * As {@link #decode}, but an input that is absent, not finite, or of a wrong shape or range, is
     * a fault of its own and does not refuse the record.
     *
     * @throws DecodeException when what is not an input cannot be read, or a value is of a type
     *     that no input can be
     */
    default PartialEvent decodePartial(SourceRecord record) throws DecodeException {
        return new PartialEvent(decode(record), List.of(), null);
    }
}
