package io.sluice.schemas;

/** Bytes are not what the wire format says. The message names the position and the expectation. */
public final class MalformedException extends Exception {
    private final int position;

    /**
     * @param position index of the offending byte, counted from the start of the slice being read
     * @param message what was found and what was expected there
     */
    public MalformedException(int position, String message) {
        super("at byte " + position + ": " + message);
        this.position = position;
    }

    /** Index of the offending byte, counted from the start of the slice being read. */
    public int position() {
        return position;
    }
}
