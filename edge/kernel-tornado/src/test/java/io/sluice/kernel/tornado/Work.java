package io.sluice.kernel.tornado;

import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.compiler.Step;
import io.sluice.kernel.compiler.Step.Convolution;
import io.sluice.kernel.compiler.Step.Gather;
import io.sluice.kernel.compiler.Step.MatMul;
import io.sluice.kernel.compiler.Step.Window;

/**
 * What a step has to do on any device.
 *
 * @param multiplyAdds of products and convolutions; other arithmetic is not counted
 * @param bytes of what it reads and writes, each once
 */
record Work(long multiplyAdds, long bytes) {
    /** The sum over a program's steps: what lies between two of them is written and read. */
    static Work of(Program program) {
        return program.steps().stream()
                .map(Work::of)
                .reduce(
                        new Work(0, 0),
                        (a, b) -> new Work(a.multiplyAdds + b.multiplyAdds, a.bytes + b.bytes));
    }

    static Work of(Step step) {
        return new Work(multiplyAdds(step), Float.BYTES * elements(step));
    }

    private static long multiplyAdds(Step step) {
        if (step instanceof MatMul product) {
            return (long) product.batch() * product.m() * product.n() * product.k();
        }
        if (step instanceof Convolution convolution) {
            Window w = convolution.window();
            long taps = (long) w.kernelHeight() * w.kernelWidth() * convolution.channels();
            return convolution.y().elements() * (taps / convolution.groups());
        }
        return 0;
    }

    private static long elements(Step step) {
        long written = step.writes().elements();
        if (step instanceof Gather gather) {
            return 2 * written + gather.count();
        }
        return written + step.reads().stream().mapToLong(Operand::elements).sum();
    }

    /**
     * The least seconds that a program takes: for each step, the longer of its arithmetic and its
     * traffic.
     *
     * @param gigaflops of the device in float32, a multiply-add being two
     * @param gigabytes per second from and to the device's memory
     */
    static double leastSeconds(Program program, double gigaflops, double gigabytes) {
        return program.steps().stream()
                .map(Work::of)
                .mapToDouble(
                        work ->
                                Math.max(
                                        2e-9 * work.multiplyAdds / gigaflops,
                                        1e-9 * work.bytes / gigabytes))
                .sum();
    }
}
