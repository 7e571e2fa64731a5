package io.sluice.schemas.registry;

/**
 * The registry gave no usable answer: not reachable, too slow, an error of its own, or the wait was
 * interrupted (then the thread's interrupt flag is set). The same call may succeed later.
 */
public final class RegistryUnavailableException extends RuntimeException {
    public RegistryUnavailableException(String message) {
        super(message);
    }

    public RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
