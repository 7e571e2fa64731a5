package io.sluice.schemas.mapping;

import io.sluice.schemas.ReasonCode;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The targets that make up a model's input. */
abstract class InputTarget extends Target {
    final InputSlot slot;

    private InputTarget(String path, InputSlot slot, Set<Kind> accepted) {
        super(path, slot.spec().toString(), accepted);
        this.slot = slot;
    }

    @Override
    void bool(boolean value) throws DecodeException {
        integer(value ? 1 : 0);
    }

    private static Set<Kind> numbers(InputSlot slot, Kind... more) {
        EnumSet<Kind> kinds = EnumSet.of(Kind.INTEGER, Kind.BOOLEAN);
        kinds.addAll(List.of(more));
        if (slot.takesFractions()) {
            kinds.add(Kind.FRACTION);
        }
        return kinds;
    }

    /** A field that holds the whole input. */
    static final class Whole extends InputTarget {
        private final boolean hasDefault;

        Whole(FieldSource source, InputSlot slot) {
            super(source.path(), slot, numbers(slot, Kind.BYTES, Kind.ARRAY));
            this.hasDefault = source.defaultValue() != null;
        }

        @Override
        boolean hasDefault() {
            return hasDefault;
        }

        @Override
        void integer(long value) throws DecodeException {
            slot.begin();
            slot.add(value);
        }

        @Override
        void fraction(double value) throws DecodeException {
            slot.begin();
            slot.add(value);
        }

        @Override
        void bytes(byte[] array, int offset, int length) throws DecodeException {
            slot.raw(array, offset, length);
        }

        @Override
        InputSlot arraySlot() {
            slot.begin();
            return slot;
        }
    }

    /** An item of an array that holds the whole input. */
    static final class Item extends InputTarget {
        Item(String path, InputSlot slot) {
            super(path, slot, numbers(slot, Kind.ARRAY));
        }

        @Override
        void integer(long value) throws DecodeException {
            slot.add(value);
        }

        @Override
        void fraction(double value) throws DecodeException {
            slot.add(value);
        }

        @Override
        void absent() throws DecodeException {
            throw new DecodeException(
                    ReasonCode.MISSING_FIELD,
                    "field '" + path() + "' for " + slot.spec() + ": expected numbers, found null");
        }

        @Override
        InputSlot arraySlot() {
            return slot;
        }
    }

    /** A field that holds one element of the input. */
    static final class Scalar extends InputTarget {
        private final int index;
        private final boolean hasDefault;

        Scalar(FieldSource source, InputSlot slot, int index) {
            super(source.path(), slot, numbers(slot));
            this.index = index;
            this.hasDefault = source.defaultValue() != null;
        }

        @Override
        boolean hasDefault() {
            return hasDefault;
        }

        @Override
        void integer(long value) throws DecodeException {
            slot.set(index, value);
        }

        @Override
        void fraction(double value) throws DecodeException {
            slot.set(index, value);
        }
    }
}
