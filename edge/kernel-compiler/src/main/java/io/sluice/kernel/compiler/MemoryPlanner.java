package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.MemoryPlan.Slot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives temporaries that are never needed at the same time one piece of memory.
 *
 * <p>The greatest come first, each into the first slot of its type that is free while it lives:
 * what came before is at least as large, so a slot never grows. An operand lives from the first
 * step that writes it to the last that reads it, both included; so a step never writes the slot of
 * an operand that it reads.
 */
final class MemoryPlanner {
    private static final class Life {
        private final Operand operand;
        private final int first;
        private int last;

        Life(Operand operand, int first) {
            this.operand = operand;
            this.first = first;
            this.last = first;
        }

        boolean overlaps(Life other) {
            return first <= other.last && other.first <= last;
        }
    }

    private final List<Slot> slots = new ArrayList<>();
    private final List<List<Life>> tenants = new ArrayList<>();
    private final Map<Operand, Integer> slotOf = new HashMap<>();

    private MemoryPlanner() {}

    static MemoryPlan plan(List<Step> steps) {
        MemoryPlanner planner = new MemoryPlanner();
        List<Life> lives = new ArrayList<>(lives(steps).values());
        // A stable sort: the same program always gets the same plan.
        lives.sort(Comparator.comparingInt((Life life) -> life.operand.elements()).reversed());
        lives.forEach(planner::place);
        return new MemoryPlan(planner.slots, planner.slotOf);
    }

    private static Map<Operand, Life> lives(List<Step> steps) {
        Map<Operand, Life> lives = new LinkedHashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            int now = i;
            Operand written = steps.get(i).writes();
            if (written.role() == Operand.Role.TEMPORARY) {
                lives.computeIfAbsent(written, operand -> new Life(operand, now)).last = now;
            }
            for (Operand read : steps.get(i).reads()) {
                if (read.role() == Operand.Role.TEMPORARY) {
                    lives.get(read).last = now;
                }
            }
        }
        return lives;
    }

    private void place(Life life) {
        int slot = 0;
        while (slot < slots.size() && !isFree(slot, life)) {
            slot++;
        }
        if (slot == slots.size()) {
            slots.add(new Slot(life.operand.type(), life.operand.elements()));
            tenants.add(new ArrayList<>());
        }
        tenants.get(slot).add(life);
        slotOf.put(life.operand, slot);
    }

    private boolean isFree(int slot, Life life) {
        return slots.get(slot).type() == life.operand.type()
                && tenants.get(slot).stream().noneMatch(life::overlaps);
    }
}
