package io.sluice.kernel;

/**
 * A provider that works cannot run this stage: an operator, dtype or shape that it lacks, named in
 * the message. Another provider may.
 */
public final class UnsupportedStageException extends KernelException {
    private static final long serialVersionUID = 1;

    public UnsupportedStageException(String message) {
        super(message);
    }

    public UnsupportedStageException(String message, Throwable cause) {
        super(message, cause);
    }
}
