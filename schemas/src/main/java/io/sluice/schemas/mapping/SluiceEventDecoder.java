package io.sluice.schemas.mapping;

import io.sluice.schemas.AvroReader;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.EventCodec;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.Tensor;
import java.util.ArrayList;
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
        return fitted(read(record), record);
    }

    @Override
    public PartialEvent decodePartial(SourceRecord record) throws DecodeException {
        Event event = read(record);
        List<NamedTensor> inputs = new ArrayList<>(specs.size());
        List<PartialEvent.Fault> faults = new ArrayList<>(0);
        for (InputSpec spec : specs) {
            NamedTensor given = find(spec, event.inputs(), inputs.size());
            DecodeException fault = given == null ? missing(spec, event) : fault(spec, given);
            if (fault == null) {
                inputs.add(given);
            } else {
                faults.add(PartialEvent.Fault.of(spec, fault));
            }
        }
        return new PartialEvent(with(inputs, event, record), faults, null);
    }

    private Event read(SourceRecord record) throws DecodeException {
        byte[] value = record.value();
        if (value == null) {
            throw Decoding.empty(record);
        }
        int id = schemas.schemaId(value);
        int offset = schemas.payloadOffset();
        reader.reset(value, offset, value.length - offset);
        try {
            return EventCodec.decode(reader, schemas.schema(id));
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
            DecodeException fault =
                    inputs[i] == null
                            ? missing(specs.get(i), event)
                            : fault(specs.get(i), inputs[i]);
            if (fault != null) {
                throw fault;
            }
            asIs = asIs && inputs[i] == given.get(i);
        }
        if (asIs) {
            return event;
        }
        return with(List.of(inputs), event, record);
    }

    private static Event with(List<NamedTensor> inputs, Event event, SourceRecord record) {
        return new Event(
                event.id(),
                event.key() == null ? record.key() : event.key(),
                event.eventTimeMillis(),
                inputs,
                event.label(),
                event.deadlineMillis());
    }

    /** The tensor of an input, or null. */
    private static NamedTensor find(InputSpec spec, List<NamedTensor> given, int likely) {
        if (likely < given.size() && given.get(likely).name().equals(spec.name())) {
            return given.get(likely);
        }
        for (NamedTensor input : given) {
            if (input.name().equals(spec.name())) {
                return input;
            }
        }
        return null;
    }

    private static DecodeException missing(InputSpec spec, Event event) {
        return new DecodeException(
                ReasonCode.MISSING_FIELD,
                "expected "
                        + spec
                        + ", found only "
                        + event.inputs().stream().map(NamedTensor::name).toList());
    }

    /** What is wrong with an input's tensor, or null. */
    private DecodeException fault(InputSpec spec, NamedTensor given) {
        Tensor tensor = given.tensor();
        if (tensor.dtype() != spec.dtype()) {
            return new DecodeException(
                    ReasonCode.WRONG_TYPE, "expected " + spec + ", found " + tensor);
        }
        if (!tensor.hasShape(spec.sharedShape())) {
            return new DecodeException(
                    ReasonCode.WRONG_SHAPE,
                    "expected " + spec + ", found shape " + Arrays.toString(tensor.shape()));
        }
        if (!tensor.isFinite() && !nonFiniteInputs.contains(spec.name())) {
            return InputSlot.notFinite(spec, tensor);
        }
        return null;
    }
}
