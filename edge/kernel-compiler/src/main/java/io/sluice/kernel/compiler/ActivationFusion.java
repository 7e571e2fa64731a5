package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.Step.Elementwise;

/** A function of each result of a step is applied by that step. */
final class ActivationFusion implements Fusion {
    @Override
    public boolean apply(StepGraph graph, Step step) {
        if (!(step instanceof Elementwise activation)) {
            return false;
        }
        Step producer = graph.producer(activation.x());
        boolean free =
                producer != null
                        && StepChange.then(producer) != null
                        && StepChange.then(producer).isNone()
                        && graph.isOnlyFor(activation.x(), step);
        if (!free) {
            return false;
        }
        Step writing = StepChange.replaced(producer, activation.x(), activation.y());
        graph.replace(producer, StepChange.then(writing, activation.then()));
        graph.replace(step);
        return true;
    }
}
