package io.sluice.kernel.tornado;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.compiler.Constant;
import io.sluice.kernel.compiler.MemoryPlan;
import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Operand.Role;
import io.sluice.kernel.compiler.Pointwise;
import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.compiler.ProgramCompiler;
import io.sluice.kernel.compiler.Step;
import io.sluice.kernel.compiler.Step.Convolution;
import io.sluice.kernel.compiler.Step.MatMul;
import io.sluice.kernel.tornado.graph.CompiledPlan;
import io.sluice.kernel.tornado.graph.DeviceOffers;
import io.sluice.kernel.tornado.graph.RunTimes;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How fast a stage computes, as a share of what cuBLAS or cuDNN takes for its greatest product or
 * convolution alone: multiply-adds a second over multiply-adds a second.
 *
 * @param throughLibraries with the device's library calls
 * @param ownKernels with kernels alone
 */
record LibraryShare(double throughLibraries, double ownKernels) {
    private static final int ROUNDS = 15;

    /** Measures a stage; its device offers the library. */
    static LibraryShare of(StageModel model, int batch, OpenDevice device) {
        Program program = ProgramCompiler.compile(model, batch);
        DeviceOffers libraries = device.stepByStep().limits().offers();
        double bare = rate(alone(program), device, libraries);
        return new LibraryShare(
                rate(program, device, libraries) / bare,
                rate(program, device, DeviceOffers.NONE) / bare);
    }

    private static double rate(Program program, OpenDevice device, DeviceOffers offers) {
        return StageContest.onDevice(
                device,
                () -> {
                    try (CompiledPlan plan =
                            CompiledPlan.of(
                                    program, device.device(), device.limits().with(offers))) {
                        long[] times = new long[ROUNDS];
                        for (int round = 0; round < ROUNDS; round++) {
                            times[round] = RunTimes.of(plan).compute();
                        }
                        Arrays.sort(times);
                        return (double) Work.of(program).multiplyAdds() / times[ROUNDS / 2];
                    }
                });
    }

    /** The step that multiplies most, without bias and activation. */
    private static Program alone(Program program) {
        Step most =
                program.steps().stream()
                        .max(Comparator.comparingLong(step -> Work.of(step).multiplyAdds()))
                        .orElseThrow();
        return most instanceof MatMul product ? alone(product) : alone((Convolution) most);
    }

    private static Program alone(MatMul s) {
        Operand a = as(0, s.a(), Role.INPUT);
        Operand b = as(1, s.b(), Role.CONSTANT);
        Operand c = as(2, s.c(), Role.OUTPUT);
        MatMul step =
                new MatMul(
                        a,
                        b,
                        null,
                        c,
                        s.batches(),
                        s.aStrides(),
                        s.bStrides(),
                        s.m(),
                        s.n(),
                        s.k(),
                        s.transposeA(),
                        s.transposeB(),
                        s.alpha(),
                        Pointwise.NONE);
        return program(a, b, c, step);
    }

    private static Program alone(Convolution s) {
        Operand x = as(0, s.x(), Role.INPUT);
        Operand weights = as(1, s.weights(), Role.CONSTANT);
        Operand y = as(2, s.y(), Role.OUTPUT);
        Convolution step =
                new Convolution(
                        x,
                        weights,
                        null,
                        y,
                        s.images(),
                        s.channels(),
                        s.filters(),
                        s.groups(),
                        s.window(),
                        Pointwise.NONE);
        return program(x, weights, y, step);
    }

    private static Operand as(int id, Operand operand, Role role) {
        return new Operand(id, operand.name(), operand.type(), operand.shape(), role);
    }

    private static Program program(Operand in, Operand weights, Operand out, Step step) {
        float[] values = new float[weights.elements()];
        Arrays.fill(values, 1);
        return new Program(
                "alone",
                in.shape()[0],
                List.of(in),
                List.of(out),
                List.of(Constant.of(weights, values)),
                List.of(step),
                new MemoryPlan(List.of(), Map.of()));
    }
}
