package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.kernel.compiler.Constant;
import io.sluice.kernel.compiler.ElementType;
import io.sluice.kernel.compiler.MemoryPlan;
import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Operand.Role;
import io.sluice.kernel.compiler.Pointwise;
import io.sluice.kernel.compiler.Pointwise.Kind;
import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.compiler.Step;
import io.sluice.kernel.compiler.Step.Arithmetic.Operator;
import io.sluice.kernel.tornado.graph.DeviceClass;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Infinite numbers and NaN go through as they do on a processor. Needs an OpenCL device. */
class SpecialNumbersOpenClIT {
    private static final float NAN = Float.NaN;
    private static final float INFINITE = Float.POSITIVE_INFINITY;
    private static final float[] VALUES = {NAN, INFINITE, -INFINITE, -0f, -2, 3};

    @BeforeAll
    static void needsADevice() {
        OpenClDevice.provider();
    }

    @Test
    void functionsKeepNanAndBoundInfinity() {
        assertThat(map(Pointwise.of(Kind.RELU))).containsExactly(NAN, INFINITE, 0, 0, 0, 3);
        assertThat(map(new Pointwise(Kind.CLIP, -1, 2))).containsExactly(NAN, 2, -1, -0f, -1, 2);
        assertThat(map(Pointwise.of(Kind.ABS))).containsExactly(NAN, INFINITE, INFINITE, 0, 2, 3);
        assertThat(map(Pointwise.of(Kind.RECIPROCAL)))
                .containsExactly(NAN, 0, -0f, -INFINITE, -0.5f, 1f / 3);
        assertThat(map(Pointwise.of(Kind.SIGMOID))).startsWith(NAN, 1, 0, 0.5f);
        assertThat(map(Pointwise.of(Kind.TANH))[0]).isNaN();
        assertThat(map(Pointwise.of(Kind.TANH))[2]).isCloseTo(-1, within(1e-6f));
    }

    @Test
    void theGreaterAndTheSmallerOfAPairWithNanIsNan() {
        assertThat(against(Operator.MAXIMUM, 1)).containsExactly(NAN, INFINITE, 1, 1, 1, 3);
        assertThat(against(Operator.MINIMUM, 1)).containsExactly(NAN, 1, -INFINITE, -0f, -2, 1);
        assertThat(against(Operator.MAXIMUM, NAN)).containsOnly(NAN);
        assertThat(against(Operator.MINIMUM, NAN)).containsOnly(NAN);
    }

    private static float[] map(Pointwise function) {
        Operand x = operand(0, "x", Role.INPUT);
        Operand y = operand(1, "y", Role.OUTPUT);
        return run(List.of(), x, y, new Step.Elementwise(x, y, function));
    }

    private static float[] against(Operator operator, float value) {
        Operand x = operand(0, "x", Role.INPUT);
        Operand y = operand(1, "y", Role.OUTPUT);
        Operand c = new Operand(2, "c", ElementType.FLOAT32, new int[] {1}, Role.CONSTANT);
        int[] shape = {VALUES.length};
        Step step =
                new Step.Arithmetic(
                        operator, x, c, y, shape, new int[] {1}, new int[] {0}, Pointwise.NONE);
        return run(List.of(Constant.of(c, value)), x, y, step);
    }

    private static float[] run(List<Constant> constants, Operand x, Operand y, Step step) {
        Program program =
                new Program(
                        "special",
                        1,
                        List.of(x),
                        List.of(y),
                        constants,
                        List.of(step),
                        new MemoryPlan(List.of(), Map.of()));
        return (float[]) ProgramRunner.run(program, List.of(VALUES), DeviceClass.CPU).get(0);
    }

    private static Operand operand(int id, String name, Role role) {
        return new Operand(id, name, ElementType.FLOAT32, new int[] {VALUES.length}, role);
    }
}
