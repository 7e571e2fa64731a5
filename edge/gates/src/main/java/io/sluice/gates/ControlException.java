package io.sluice.gates;

/** A control message cannot be applied; what was in force before stays. */
public final class ControlException extends Exception {
    public ControlException(String message) {
        super(message);
    }
}
