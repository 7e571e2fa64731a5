package io.sluice.kernel.compiler;

import io.sluice.kernel.compiler.Pointwise.Kind;
import io.sluice.kernel.compiler.Step.Elementwise;

/** Two functions a·x + b in a row become one, and x itself becomes none. */
final class AffineFusion implements Fusion {
    @Override
    public boolean apply(StepGraph graph, Step step) {
        if (!isAffine(step)) {
            return false;
        }
        Elementwise outer = (Elementwise) step;
        return isIdentity(outer.then()) ? removed(graph, outer) : joined(graph, outer);
    }

    /**
     * The steps are joined only when no sum is multiplied: a difference of two large numbers that
     * are nearly equal would lose its digits if both were multiplied first.
     */
    private static boolean joined(StepGraph graph, Elementwise outer) {
        Step producer = graph.producer(outer.x());
        if (!isAffine(producer) || !graph.isOnlyFor(outer.x(), outer)) {
            return false;
        }
        Elementwise inner = (Elementwise) producer;
        Pointwise f = inner.then();
        Pointwise g = outer.then();
        if (f.b() != 0 && g.a() != 1) {
            return false;
        }
        Pointwise both = new Pointwise(Kind.AFFINE, g.a() * f.a(), g.a() * f.b() + g.b());
        graph.replace(outer, new Elementwise(inner.x(), outer.y(), both));
        graph.replace(inner);
        return true;
    }

    /** What the host reads has to be written by a step: by the one before, if it alone needs it. */
    private static boolean removed(StepGraph graph, Elementwise identity) {
        if (!graph.outputs().contains(identity.y())) {
            graph.replace(identity);
            graph.redirect(identity.y(), identity.x());
            return true;
        }
        Step producer = graph.producer(identity.x());
        if (producer == null || !graph.isOnlyFor(identity.x(), identity)) {
            return false;
        }
        graph.replace(producer, StepChange.replaced(producer, identity.x(), identity.y()));
        graph.replace(identity);
        return true;
    }

    private static boolean isIdentity(Pointwise f) {
        // 0.7071 · 1.4142 is not quite 1 in 32 bits.
        return Math.abs(f.a() - 1) < 3e-7 && f.b() == 0;
    }

    static boolean isAffine(Step step) {
        return step instanceof Elementwise map && map.then().kind() == Kind.AFFINE;
    }
}
