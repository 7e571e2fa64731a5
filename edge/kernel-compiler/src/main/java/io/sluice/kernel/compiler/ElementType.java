package io.sluice.kernel.compiler;

/**
 * What a device computes with. Whole numbers and truth values of every ONNX dtype are {@link
 * #INT32} on a device; the host converts them, and refuses values that do not fit.
 */
public enum ElementType {
    FLOAT32,
    INT32
}
