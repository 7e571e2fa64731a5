package io.sluice.kernel.compiler;

import java.util.List;
import java.util.Map;

/**
 * Which temporaries share memory: operands whose lives do not overlap may have one slot.
 *
 * @param slots each slot's element type and greatest number of elements
 * @param slotOf the slot of each operand of role {@link Operand.Role#TEMPORARY}; an operand lies at
 *     the start of its slot
 */
public record MemoryPlan(List<Slot> slots, Map<Operand, Integer> slotOf) {
    public MemoryPlan {
        slots = List.copyOf(slots);
        slotOf = Map.copyOf(slotOf);
    }

    /** A piece of device memory. */
    public record Slot(ElementType type, int elements) {}

    /** Bytes of all slots; both element types have four. */
    public long bytes() {
        return slots.stream().mapToLong(slot -> 4L * slot.elements()).sum();
    }
}
