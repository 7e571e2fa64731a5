package io.sluice.kernel.compiler;

import io.sluice.kernel.KernelException;

/** A graph holds something that no program can be made of; the message names node and reason. */
public final class UnsupportedOperatorException extends KernelException {
    private static final long serialVersionUID = 1;

    public UnsupportedOperatorException(String message) {
        super(message);
    }
}
