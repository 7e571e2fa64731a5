package io.sluice.kernel.compiler;

/** Puts fewer or cheaper steps in the place of some that compute the same. */
interface Fusion {
    /**
     * Tries at one step, usually the last of those to be replaced.
     *
     * @return whether the graph was changed
     */
    boolean apply(StepGraph graph, Step step);
}
