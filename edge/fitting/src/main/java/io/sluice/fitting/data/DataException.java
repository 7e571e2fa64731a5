package io.sluice.fitting.data;

/** A data set cannot be used; the message names the place, what was found and what is expected. */
public final class DataException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
