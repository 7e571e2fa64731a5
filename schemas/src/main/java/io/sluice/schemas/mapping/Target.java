package io.sluice.schemas.mapping;

import io.sluice.schemas.ReasonCode;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a field's value becomes: a part of the event being assembled. The readers of both formats
 * call one of the methods per field; those that a target does not accept refuse the record.
 */
abstract class Target {
    /** The kinds of values that a format can offer. */
    enum Kind {
        INTEGER("an integer"),
        FRACTION("a floating-point number"),
        BOOLEAN("a boolean"),
        TEXT("a string"),
        SYMBOL("an enum"),
        BYTES("bytes"),
        ARRAY("an array of numbers");

        private final String article;

        Kind(String article) {
            this.article = article;
        }

        @Override
        public String toString() {
            return article;
        }
    }

    private final String path;
    private final String meaning;
    private final Set<Kind> accepted;

    /**
     * @param path the field
     * @param meaning what it is for, for messages
     */
    Target(String path, String meaning, Set<Kind> accepted) {
        this.path = path;
        this.meaning = meaning;
        this.accepted = accepted.isEmpty() ? Set.of() : EnumSet.copyOf(accepted);
    }

    final boolean accepts(Kind kind) {
        return accepted.contains(kind);
    }

    /** Whether the schema may lack the field. */
    boolean hasDefault() {
        return false;
    }

    void integer(long value) throws DecodeException {
        throw refuse(Kind.INTEGER + " " + value);
    }

    void fraction(double value) throws DecodeException {
        throw refuse(Kind.FRACTION + " " + value);
    }

    void bool(boolean value) throws DecodeException {
        throw refuse(Kind.BOOLEAN + " " + value);
    }

    void text(String value) throws DecodeException {
        throw refuse("the string '" + shortened(value) + "'");
    }

    void symbol(int index, String name) throws DecodeException {
        throw refuse("the enum symbol " + name);
    }

    /** Bytes that may be kept as a slice. */
    void bytes(byte[] array, int offset, int length) throws DecodeException {
        throw refuse(length + " bytes");
    }

    /** Null where a value could be. */
    void absent() throws DecodeException {}

    /** The slot whose elements an array's items become. */
    InputSlot arraySlot() throws DecodeException {
        throw refuse("an array");
    }

    final DecodeException refuse(String found) {
        return new DecodeException(ReasonCode.WRONG_TYPE, expectation() + ", found " + found);
    }

    /** What the field is for and which kinds of values it may have. */
    final String expectation() {
        StringBuilder kinds = new StringBuilder();
        for (Kind kind : accepted) {
            kinds.append(kinds.isEmpty() ? "" : " or ").append(kind);
        }
        return "field '" + path + "' for " + meaning + ": expected " + kinds;
    }

    final String path() {
        return path;
    }

    final String meaning() {
        return meaning;
    }

    static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
