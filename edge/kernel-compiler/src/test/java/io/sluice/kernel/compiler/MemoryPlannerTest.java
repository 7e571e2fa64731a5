package io.sluice.kernel.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MemoryPlannerTest {
    private static final long SEED = 20_261_122;

    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            seeds.add(SEED + i);
        }
        return seeds;
    }

    /** Every slot is written and read step by step, as a device would. */
    @ParameterizedTest
    @MethodSource("seeds")
    void noTemporaryIsOverwrittenWhileItIsNeeded(long seed) {
        List<Step> steps = program(new Random(seed));
        MemoryPlan plan = MemoryPlanner.plan(steps);
        Map<Integer, Operand> held = new TreeMap<>();
        for (Step step : steps) {
            for (Operand read : step.reads()) {
                if (read.role() == Operand.Role.TEMPORARY) {
                    assertThat(held.get(plan.slotOf().get(read)))
                            .as("seed %s", seed)
                            .isEqualTo(read);
                    assertThat(plan.slotOf().get(step.writes()))
                            .isNotEqualTo(plan.slotOf().get(read));
                }
            }
            held.put(plan.slotOf().get(step.writes()), step.writes());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyTemporaryFitsAndNothingIsWasted(long seed) {
        List<Step> steps = program(new Random(seed));
        MemoryPlan plan = MemoryPlanner.plan(steps);
        long alone = 0;
        for (Step step : steps) {
            Operand operand = step.writes();
            MemoryPlan.Slot slot = plan.slots().get(plan.slotOf().get(operand));
            assertThat(slot.type()).isEqualTo(operand.type());
            assertThat(slot.elements()).isGreaterThanOrEqualTo(operand.elements());
            alone += 4L * operand.elements();
        }
        assertThat(plan.bytes()).as("seed %s", seed).isLessThanOrEqualTo(alone);
    }

    @Test
    void aChainNeedsTwoSlots() {
        List<Step> steps = new ArrayList<>();
        Operand last = operand(0, 8, Operand.Role.INPUT);
        for (int i = 1; i <= 10; i++) {
            Operand next = operand(i, 8, Operand.Role.TEMPORARY);
            steps.add(new Step.Elementwise(last, next, Pointwise.NONE));
            last = next;
        }

        assertThat(MemoryPlanner.plan(steps).bytes()).isEqualTo(2 * 8 * 4);
    }

    @Test
    void whatIsWrittenInPartsLivesFromTheFirst() {
        Operand x = operand(0, 4, Operand.Role.INPUT);
        Operand joined = operand(1, 8, Operand.Role.TEMPORARY);
        Operand between = operand(2, 4, Operand.Role.TEMPORARY);
        Operand end = operand(3, 8, Operand.Role.TEMPORARY);
        int[] four = {4};
        int[] one = {1};
        List<Step> steps =
                List.of(
                        new Step.Copy(x, joined, four, 0, one, 0, one),
                        new Step.Elementwise(x, between, Pointwise.NONE),
                        new Step.Copy(between, joined, four, 0, one, 4, one),
                        new Step.Elementwise(joined, end, Pointwise.NONE));

        MemoryPlan plan = MemoryPlanner.plan(steps);

        assertThat(plan.slotOf().get(between)).isNotEqualTo(plan.slotOf().get(joined));
    }

    /** Steps that each read one or two of what was made before, of either type. */
    private static List<Step> program(Random random) {
        List<Operand> made = new ArrayList<>();
        made.add(operand(0, 4, Operand.Role.INPUT));
        List<Step> steps = new ArrayList<>();
        int count = 1 + random.nextInt(40);
        int[] one = {1};
        for (int id = 1; id <= count; id++) {
            ElementType type = ElementType.values()[random.nextInt(4) == 0 ? 1 : 0];
            int[] shape = {1 + random.nextInt(100)};
            Operand y = new Operand(id, "t" + id, type, shape, Operand.Role.TEMPORARY);
            // Most programs read what is recent.
            int back = Math.min(made.size(), 1 + random.nextInt(6));
            Operand a = made.get(made.size() - back);
            Operand b = made.get(random.nextInt(made.size()));
            steps.add(
                    new Step.Arithmetic(
                            Step.Arithmetic.Operator.ADD,
                            a,
                            b,
                            y,
                            shape,
                            one,
                            one,
                            Pointwise.NONE));
            made.add(y);
        }
        return steps;
    }

    private static Operand operand(int id, int elements, Operand.Role role) {
        return new Operand(id, "t" + id, ElementType.FLOAT32, new int[] {elements}, role);
    }
}
