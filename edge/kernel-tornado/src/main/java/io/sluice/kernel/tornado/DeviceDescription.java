package io.sluice.kernel.tornado;

/**
 * A device as users see it.
 *
 * @param name what they write, such as {@code opencl:0:0}: back end, its number, device number
 * @param kind the driver's word, such as GPU or CPU
 * @param detail the driver's name for it
 */
record DeviceDescription(String name, String kind, String detail) {
    /** Whether it is worth more than ONNX Runtime on the processor. */
    boolean accelerates() {
        return !kind.equals("CPU");
    }

    /** GPUs first, then what else accelerates, then processors. */
    int rank() {
        return switch (kind) {
            case "GPU" -> 0;
            case "CPU" -> 2;
            default -> 1;
        };
    }

    @Override
    public String toString() {
        return name + " (" + kind + ", " + detail + ")";
    }
}
