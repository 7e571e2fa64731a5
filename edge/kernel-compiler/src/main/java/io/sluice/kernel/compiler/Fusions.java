package io.sluice.kernel.compiler;

import java.util.List;

/**
 * The fusions in the order in which they are tried. Those that know a pattern of several steps come
 * before those that would take single steps out of it. A result in between that is read elsewhere
 * too, or that the host reads, is never fused away.
 */
final class Fusions {
    private static final List<Fusion> ORDER =
            List.of(
                    new LayerNormalizationFusion(),
                    new GeluFusion(),
                    new AffineFusion(),
                    new ProductOperandFusion(),
                    new ScaleAndShiftFusion(),
                    new ActivationFusion());

    private Fusions() {}

    static void apply(StepGraph graph) {
        graph.removeDead();
        for (Fusion fusion : ORDER) {
            while (changes(graph, fusion)) {
                graph.removeDead();
            }
        }
    }

    private static boolean changes(StepGraph graph, Fusion fusion) {
        boolean changed = false;
        for (Step step : List.copyOf(graph.steps())) {
            if (graph.contains(step)) {
                changed |= fusion.apply(graph, step);
            }
        }
        return changed;
    }
}
