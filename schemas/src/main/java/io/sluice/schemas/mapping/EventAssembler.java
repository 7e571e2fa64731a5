package io.sluice.schemas.mapping;

import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;

/**
 * Puts an event together from the values that its targets receive while one record is read.
 *
 * <p>Owned state: the parts of the event being assembled. {@link #begin} forgets them, {@link
 * #finish} applies the defaults and checks that nothing is missing. One thread.
 */
final class EventAssembler {
    private final Mapping mapping;
    private final InputSlot[] slots;

    private String id;
    private byte[] key;
    private boolean hasTime;
    private long time;
    private boolean hasLabel;
    private long label;
    private boolean hasDeadline;
    private long deadline;
    private String context;

    EventAssembler(List<InputSpec> specs, Mapping mapping) {
        this.mapping = mapping;
        this.slots = new InputSlot[specs.size()];
        for (int i = 0; i < slots.length; i++) {
            InputSpec spec = specs.get(i);
            InputMapping input =
                    mapping.inputs().stream()
                            .filter(candidate -> candidate.input().equals(spec.name()))
                            .findFirst()
                            .orElseThrow();
            slots[i] = new InputSlot(spec, input);
        }
    }

    /** The tree of all mapped paths with their targets in this assembler. */
    PathTree tree() {
        PathTree root = PathTree.root();
        for (InputSlot slot : slots) {
            List<FieldSource> sources = slot.sources();
            for (int i = 0; i < sources.size(); i++) {
                FieldSource source = sources.get(i);
                root.add(
                        source.path(),
                        sources.size() == 1
                                ? new InputTarget.Whole(source, slot)
                                : new InputTarget.Scalar(source, slot, i));
            }
        }
        addMetadata(root);
        return root;
    }

    private void addMetadata(PathTree root) {
        if (mapping.id() != null) {
            root.add(mapping.id(), new IdTarget());
        }
        if (mapping.key() != null) {
            root.add(mapping.key(), new KeyTarget());
        }
        if (mapping.eventTime() != null) {
            root.add(
                    mapping.eventTime().path(),
                    new TimeTarget(mapping.eventTime(), "the event time", this::setTime));
        }
        if (mapping.label() != null) {
            root.add(mapping.label(), new LabelTarget());
        }
        if (mapping.deadline() != null) {
            TimeField field = mapping.deadline().field();
            root.add(field.path(), new TimeTarget(field, "the deadline", this::setDeadline));
        }
        if (mapping.context() != null) {
            root.add(mapping.context(), new ContextTarget());
        }
    }

    private void setTime(long millis) {
        hasTime = true;
        time = millis;
    }

    private void setDeadline(long millis) {
        hasDeadline = true;
        deadline = millis;
    }

    /**
     * Starts the next event.
     *
     * @param partial whether {@link #finishPartial} is to end it
     */
    void begin(boolean partial) {
        id = null;
        key = null;
        hasTime = false;
        hasLabel = false;
        hasDeadline = false;
        context = null;
        for (InputSlot slot : slots) {
            slot.clear(partial);
        }
    }

    Event finish(SourceRecord record) throws DecodeException {
        return event(record, inputs());
    }

    PartialEvent finishPartial(SourceRecord record) throws DecodeException {
        List<NamedTensor> inputs = new ArrayList<>(slots.length);
        List<PartialEvent.Fault> faults = new ArrayList<>(0);
        for (InputSlot slot : slots) {
            try {
                inputs.add(new NamedTensor(slot.spec().name(), slot.finish()));
            } catch (DecodeException e) {
                faults.add(PartialEvent.Fault.of(slot.spec(), e));
            }
        }
        return new PartialEvent(event(record, inputs), faults, context);
    }

    private Event event(SourceRecord record, List<NamedTensor> inputs) throws DecodeException {
        long eventTime = eventTime(record);
        return new Event(
                eventId(record),
                eventKey(record),
                eventTime,
                inputs,
                hasLabel ? OptionalLong.of(label) : OptionalLong.empty(),
                hasDeadline ? OptionalLong.of(deadline(eventTime)) : OptionalLong.empty());
    }

    private List<NamedTensor> inputs() throws DecodeException {
        NamedTensor[] inputs = new NamedTensor[slots.length];
        for (int i = 0; i < slots.length; i++) {
            inputs[i] = new NamedTensor(slots[i].spec().name(), slots[i].finish());
        }
        return List.of(inputs);
    }

    private String eventId(SourceRecord record) throws DecodeException {
        if (mapping.id() == null) {
            return record.topic() + '-' + record.partition() + '-' + record.offset();
        }
        if (id == null || id.isEmpty()) {
            throw missing(mapping.id(), "the event's id", id == null ? "absent or null" : "empty");
        }
        return id;
    }

    private byte[] eventKey(SourceRecord record) throws DecodeException {
        if (mapping.key() == null) {
            return record.key();
        }
        if (key == null) {
            throw missing(mapping.key(), "the event's key", "absent or null");
        }
        return key;
    }

    private long eventTime(SourceRecord record) throws DecodeException {
        if (mapping.eventTime() == null) {
            return record.timestampMillis();
        }
        if (!hasTime) {
            throw missing(mapping.eventTime().path(), "the event time", "absent or null");
        }
        return time;
    }

    private long deadline(long eventTime) {
        if (mapping.deadline().kind() == DeadlineField.Kind.ABSOLUTE) {
            return deadline;
        }
        long sum = eventTime + deadline;
        boolean overflow = ((eventTime ^ sum) & (deadline ^ sum)) < 0;
        return overflow ? (deadline < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }

    private static DecodeException missing(String path, String meaning, String found) {
        return new DecodeException(
                ReasonCode.MISSING_FIELD,
                "field '" + path + "' for " + meaning + " is " + found + ", and has no default");
    }

    private final class IdTarget extends Target {
        IdTarget() {
            super(mapping.id(), "the event's id", EnumSet.of(Kind.TEXT, Kind.INTEGER, Kind.SYMBOL));
        }

        @Override
        void text(String value) {
            id = value;
        }

        @Override
        void integer(long value) {
            id = Long.toString(value);
        }

        @Override
        void symbol(int index, String name) {
            id = name;
        }
    }

    private final class KeyTarget extends Target {
        KeyTarget() {
            super(
                    mapping.key(),
                    "the event's key",
                    EnumSet.of(Kind.TEXT, Kind.BYTES, Kind.INTEGER, Kind.SYMBOL));
        }

        @Override
        void text(String value) {
            key = value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        void integer(long value) {
            text(Long.toString(value));
        }

        @Override
        void symbol(int index, String name) {
            text(name);
        }

        @Override
        void bytes(byte[] array, int offset, int length) {
            key = Arrays.copyOfRange(array, offset, offset + length);
        }
    }

    private final class ContextTarget extends Target {
        ContextTarget() {
            super(mapping.context(), "the context", EnumSet.of(Kind.TEXT, Kind.SYMBOL));
        }

        @Override
        void text(String value) {
            context = value.isEmpty() ? null : value;
        }

        @Override
        void symbol(int index, String name) {
            text(name);
        }
    }

    private final class LabelTarget extends Target {
        LabelTarget() {
            super(
                    mapping.label(),
                    "the label",
                    EnumSet.of(Kind.INTEGER, Kind.SYMBOL, Kind.BOOLEAN));
        }

        @Override
        void integer(long value) {
            hasLabel = true;
            label = value;
        }

        @Override
        void symbol(int index, String name) {
            integer(index);
        }

        @Override
        void bool(boolean value) {
            integer(value ? 1 : 0);
        }
    }
}
