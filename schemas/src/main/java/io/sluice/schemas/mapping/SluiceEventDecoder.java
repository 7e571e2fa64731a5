package io.sluice.schemas.mapping;

import io.sluice.schemas.AvroReader;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.EventCodec;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Records in Sluice's own event schema, of any version. The inputs are brought into the model's
 * order; inputs that the model does not have are left out; an event without a key has the Kafka
 * key.
 */
public final class SluiceEventDecoder implements RecordDecoder {
    private final List<InputSpec> specs;
    private final SchemaSource schemas;
    private final Set<String> nonFiniteInputs;
    private final AvroReader reader = new AvroReader(new byte[0]);

    /**
     * @param inputs the model's inputs
     * @param schemas the writers' schemas; {@code SchemaSource.fixed(EventCodec.schema())} for
     *     plain data of this version
     * @param nonFiniteInputs names of the inputs that may hold NaN and infinities
     */
    public SluiceEventDecoder(
            List<InputSpec> inputs, SchemaSource schemas, Set<String> nonFiniteInputs) {
        this.specs = List.copyOf(inputs);
        this.schemas = schemas;
        this.nonFiniteInputs = Set.copyOf(nonFiniteInputs);
    }

    @Override
    public Event decode(SourceRecord record) throws DecodeException {
        byte[] value = record.value();
        if (value == null) {
            throw Decoding.empty(record);
        }
        int id = schemas.schemaId(value);
        int offset = schemas.payloadOffset();
        reader.reset(value, offset, value.length - offset);
        try {
            return fitted(EventCodec.decode(reader, schemas.schema(id)), record);
        } catch (MalformedException e) {
            throw new DecodeException(ReasonCode.MALFORMED, e.getMessage(), e);
        }
    }

    private Event fitted(Event event, SourceRecord record) throws DecodeException {
        List<NamedTensor> given = event.inputs();
        boolean asIs =
                given.size() == specs.size() && (event.key() != null || record.key() == null);
        NamedTensor[] inputs = new NamedTensor[specs.size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = find(specs.get(i), given, i);
            check(specs.get(i), inputs[i].tensor());
            asIs = asIs && inputs[i] == given.get(i);
        }
        if (asIs) {
            return event;
        }
        return new Event(
                event.id(),
                event.key() == null ? record.key() : event.key(),
                event.eventTimeMillis(),
                List.of(inputs),
                event.label(),
                event.deadlineMillis());
    }

    private static NamedTensor find(InputSpec spec, List<NamedTensor> given, int likely)
            throws DecodeException {
        if (likely < given.size() && given.get(likely).name().equals(spec.name())) {
            return given.get(likely);
        }
        for (NamedTensor input : given) {
            if (input.name().equals(spec.name())) {
                return input;
            }
        }
        throw new DecodeException(
                ReasonCode.MISSING_FIELD,
                "expected "
                        + spec
                        + ", found only "
                        + given.stream().map(NamedTensor::name).toList());
    }

    private void check(InputSpec spec, Tensor tensor) throws DecodeException {
        if (tensor.dtype() != spec.dtype()) {
            throw new DecodeException(
                    ReasonCode.WRONG_TYPE, "expected " + spec + ", found " + tensor);
        }
        if (!tensor.hasShape(spec.sharedShape())) {
            throw new DecodeException(
                    ReasonCode.WRONG_SHAPE,
                    "expected " + spec + ", found shape " + Arrays.toString(tensor.shape()));
        }
        if (!tensor.isFinite() && !nonFiniteInputs.contains(spec.name())) {
            throw InputSlot.notFinite(spec, tensor);
        }
    }
}
