package io.sluice.cli;

/** A service that the command needs does not answer; the message names it and its address. */
public final class UnreachableException extends RuntimeException {
    public UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
