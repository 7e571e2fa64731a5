package io.sluice.schemas.mapping;

import io.sluice.schemas.ReasonCode;

/** One record that cannot become an event. The message names what was found and expected. */
public final class DecodeException extends Exception {
    private final ReasonCode reason;

    public DecodeException(ReasonCode reason, String message) {
        super(message);
        this.reason = reason;
    }

    public DecodeException(ReasonCode reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** One of the dead-letter codes. */
    public ReasonCode reason() {
        return reason;
    }
}
