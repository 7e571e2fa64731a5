package io.sluice.kernel.onnx;

/** A graph cannot be read, cut, dequantised or measured; names the node or tensor and why. */
public final class OnnxException extends RuntimeException {
    public OnnxException(String message) {
        super(message);
    }

    public OnnxException(String message, Throwable cause) {
        super(message, cause);
    }
}
