package io.sluice.kernel.compiler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A program in the making: steps in order, constants, and what is asked for.
 *
 * <p>Owned state: all of that, and an index of readers and writers that every change drops. Steps
 * that read constants alone are computed at once, so that whatever does not depend on the model's
 * inputs is a constant. Confined to one thread.
 */
final class StepGraph {
    private List<Step> steps = new ArrayList<>();
    private final Map<Operand, Constant> constants = new HashMap<>();
    private final List<Operand> inputs = new ArrayList<>();
    private final List<Operand> outputs = new ArrayList<>();
    private Map<Operand, List<Step>> readers;
    private Map<Operand, List<Step>> writers;
    private int operands;

    Operand input(String name, ElementType type, int... shape) {
        Operand input = new Operand(operands++, name, type, shape, Operand.Role.INPUT);
        inputs.add(input);
        return input;
    }

    Operand temporary(String name, ElementType type, int... shape) {
        return new Operand(operands++, name, type, shape, Operand.Role.TEMPORARY);
    }

    Operand constant(String name, int[] shape, float... values) {
        Operand made = constant(name, ElementType.FLOAT32, shape);
        define(made, values);
        return made;
    }

    Operand constant(String name, int[] shape, int[] values) {
        Operand made = constant(name, ElementType.INT32, shape);
        define(made, values);
        return made;
    }

    private Operand constant(String name, ElementType type, int[] shape) {
        return new Operand(operands++, name, type, shape, Operand.Role.CONSTANT);
    }

    /** Gives an operand of FLOAT32 values that are known. */
    void define(Operand operand, float... values) {
        constants.put(operand, Constant.of(operand, values));
    }

    /** Gives an operand of INT32 values that are known. */
    void define(Operand operand, int... values) {
        constants.put(operand, Constant.of(operand, values));
    }

    /** An operand that the host reads; the order of calls is the order of the outputs. */
    void output(Operand operand) {
        outputs.add(operand);
    }

    /** Adds the step that writes an operand, or several that each write a part of one. */
    void add(Step... parts) {
        boolean known =
                Arrays.stream(parts)
                        .flatMap(step -> step.reads().stream())
                        .allMatch(this::isConstant);
        if (!known) {
            steps.addAll(List.of(parts));
            forgetIndex();
            return;
        }
        Operand written = parts[0].writes();
        Object array = StepInterpreter.array(written);
        for (Step step : parts) {
            StepInterpreter.execute(
                    step, read -> read.equals(written) ? array : values(constants.get(read)));
        }
        constants.put(
                written,
                array instanceof float[] floats
                        ? Constant.of(written, floats)
                        : Constant.of(written, (int[]) array));
    }

    /** Adds a step to be run, even if it could be computed now. */
    void append(Step step) {
        steps.add(step);
        forgetIndex();
    }

    static Object values(Constant constant) {
        return constant.floats() == null ? constant.ints() : constant.floats();
    }

    List<Step> steps() {
        return steps;
    }

    List<Operand> inputs() {
        return inputs;
    }

    List<Operand> outputs() {
        return outputs;
    }

    /** The values of a constant, or null for any other operand. */
    Constant constant(Operand operand) {
        return constants.get(operand);
    }

    boolean isConstant(Operand operand) {
        return constants.containsKey(operand);
    }

    /** The elements of a constant of FLOAT32, or null for any other operand; read-only. */
    float[] floats(Operand operand) {
        Constant constant = operand == null ? null : constants.get(operand);
        return constant == null ? null : constant.floats();
    }

    /** The step that writes the whole of an operand, or null if none or several do. */
    Step producer(Operand operand) {
        List<Step> found = writers().getOrDefault(operand, List.of());
        return found.size() == 1 ? found.get(0) : null;
    }

    /** The steps that read an operand. */
    List<Step> readers(Operand operand) {
        index();
        return readers.getOrDefault(operand, List.of());
    }

    /** Whether nothing but one step needs an operand. */
    boolean isOnlyFor(Operand operand, Step reader) {
        List<Step> found = readers(operand);
        return found.size() == 1 && found.get(0) == reader && !outputs.contains(operand);
    }

    boolean contains(Step step) {
        return writers().getOrDefault(step.writes(), List.of()).stream().anyMatch(s -> s == step);
    }

    /** Puts steps, possibly none, in the place of one. */
    void replace(Step old, Step... by) {
        List<Step> changed = new ArrayList<>(steps.size() + by.length);
        for (Step step : steps) {
            if (step == old) {
                changed.addAll(List.of(by));
            } else {
                changed.add(step);
            }
        }
        steps = changed;
        forgetIndex();
    }

    /** Makes every reader of an operand that no step writes any more read another. */
    void redirect(Operand from, Operand to) {
        steps.replaceAll(step -> StepChange.replaced(step, from, to));
        forgetIndex();
    }

    /** Removes steps whose results nobody reads. */
    void removeDead() {
        Set<Operand> needed = new HashSet<>(outputs);
        List<Step> kept = new ArrayList<>();
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            if (needed.contains(step.writes())) {
                needed.addAll(step.reads());
                kept.add(0, step);
            }
        }
        steps = kept;
        forgetIndex();
    }

    private Map<Operand, List<Step>> writers() {
        index();
        return writers;
    }

    private void index() {
        if (readers != null) {
            return;
        }
        readers = new HashMap<>();
        writers = new HashMap<>();
        for (Step step : steps) {
            for (Operand read : new HashSet<>(step.reads())) {
                readers.computeIfAbsent(read, operand -> new ArrayList<>()).add(step);
            }
            writers.computeIfAbsent(step.writes(), operand -> new ArrayList<>()).add(step);
        }
    }

    private void forgetIndex() {
        readers = null;
        writers = null;
    }
}
