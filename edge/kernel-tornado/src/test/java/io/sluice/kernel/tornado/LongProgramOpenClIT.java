package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.UnsupportedStageException;
import io.sluice.kernel.compiler.ElementType;
import io.sluice.kernel.compiler.MemoryPlan;
import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Operand.Role;
import io.sluice.kernel.compiler.Pointwise;
import io.sluice.kernel.compiler.Pointwise.Kind;
import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.compiler.Step;
import io.sluice.kernel.tornado.graph.DeviceClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How many steps a task graph takes. Needs an OpenCL device. */
class LongProgramOpenClIT {
    @BeforeAll
    static void needsADevice() {
        OpenClDevice.provider();
    }

    @Test
    void fiftyStepsRunThroughTwoSlotsOfMemory() {
        List<Object> result =
                ProgramRunner.run(chain(50), List.of(new float[] {1, 2}), DeviceClass.CPU);

        assertThat((float[]) result.get(0)).containsExactly(51, 52);
    }

    @Test
    void moreStepsThanAGraphHoldsAreRefusedByNumber() {
        assertThatThrownBy(
                        () -> ProgramRunner.run(chain(250), List.of(new float[2]), DeviceClass.CPU))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageContaining("250 steps");
    }

    /** Adds 1 a number of times. */
    private static Program chain(int steps) {
        List<Step> chain = new ArrayList<>();
        Map<Operand, Integer> slots = new HashMap<>();
        Operand first = operand(0, Role.INPUT);
        Operand last = first;
        for (int i = 1; i <= steps; i++) {
            Operand next = operand(i, i == steps ? Role.OUTPUT : Role.TEMPORARY);
            if (i < steps) {
                slots.put(next, i % 2);
            }
            chain.add(new Step.Elementwise(last, next, new Pointwise(Kind.AFFINE, 1, 1)));
            last = next;
        }
        MemoryPlan.Slot slot = new MemoryPlan.Slot(ElementType.FLOAT32, 2);
        MemoryPlan memory = new MemoryPlan(List.of(slot, slot), slots);
        return new Program("chain", 1, List.of(first), List.of(last), List.of(), chain, memory);
    }

    private static Operand operand(int id, Role role) {
        return new Operand(id, "x" + id, ElementType.FLOAT32, new int[] {2}, role);
    }
}
