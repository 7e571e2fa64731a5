package io.sluice.kernel.tornado;

/**
 * A device as users see it.
 *
 * @param name what they write, such as {@code opencl:0:0}: back end, its number, device number
 * @param kind the driver's word, such as GPU or CPU
 * @param detail the driver's name for it
 */
record DeviceDescription(String name, String kind, String detail) {
    private static final String FPGA = "FPGA";

    /** Whether it is worth more than ONNX Runtime on the processor. */
    boolean accelerates() {
        return !kind.equals("CPU") && !isFpga();
    }

    /** Whether kernels for it are compiled ahead of time, over hours. */
    boolean isFpga() {
        return kind.equals(FPGA);
    }

    /**
     * GPUs first, then other accelerators, then processors, and last what runs bitstreams alone.
     */
    int rank() {
        return switch (kind) {
            case "GPU" -> 0;
            case "CPU" -> 2;
            case FPGA -> 3;
            default -> 1;
        };
    }

    @Override
    public String toString() {
        return name + " (" + kind + ", " + detail + ")";
    }
}
