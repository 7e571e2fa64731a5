package io.sluice.kernel;

/**
 * The device under an open stage is gone or does not answer any more. The batch was not computed;
 * the same batch can be given to another provider.
 */
public final class DeviceLostException extends KernelException {
    private static final long serialVersionUID = 1;

    public DeviceLostException(String message) {
        super(message);
    }

    public DeviceLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
