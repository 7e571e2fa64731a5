package io.sluice.gates.experts.fit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * L-BFGS with a backtracking line search (Nocedal and Wright, Numerical Optimization, algorithm
 * 7.5): for smooth functions of some hundreds of numbers. Deterministic.
 */
final class Minimiser {
    private static final int MEMORY = 8;
    private static final double SUFFICIENT = 1e-4;
    private static final double DONE = 1e-9;
    private static final int MOST_HALVINGS = 30;

    /** A function with its gradient. */
    interface Objective {
        /**
         * The value at a point.
         *
         * @param gradient gets the gradient
         */
        double at(double[] point, double[] gradient);
    }

    /** A step and the change of the gradient along it. */
    private record Pair(double[] step, double[] change, double product) {}

    private Minimiser() {}

    /** The point that it ends at, after so many steps at most; never above the start. */
    static double[] minimise(Objective objective, double[] start, int steps) {
        double[] point = start.clone();
        double[] gradient = new double[point.length];
        double value = objective.at(point, gradient);
        Deque<Pair> memory = new ArrayDeque<>();
        for (int i = 0; i < steps; i++) {
            double[] direction = direction(gradient, memory);
            double slope = dot(direction, gradient);
            if (!(slope < -DONE * DONE)) {
                return point;
            }
            double[] next = new double[point.length];
            double[] nextGradient = new double[point.length];
            double size = memory.isEmpty() ? 1 / Math.max(1, Math.sqrt(-slope)) : 1;
            double nextValue = Double.POSITIVE_INFINITY;
            for (int halving = 0; halving < MOST_HALVINGS; halving++, size /= 2) {
                move(point, direction, size, next);
                nextValue = objective.at(next, nextGradient);
                if (nextValue <= value + SUFFICIENT * size * slope) {
                    break;
                }
            }
            if (!(nextValue < value)) {
                return point;
            }
            remember(memory, point, next, gradient, nextGradient);
            boolean done = value - nextValue <= DONE * Math.max(1, Math.abs(value));
            point = next;
            gradient = nextGradient;
            value = nextValue;
            if (done) {
                return point;
            }
        }
        return point;
    }

    private static double[] direction(double[] gradient, Deque<Pair> memory) {
        double[] q = gradient.clone();
        double[] alphas = new double[memory.size()];
        int i = 0;
        for (Pair pair : memory) {
            alphas[i] = dot(pair.step, q) / pair.product;
            add(q, -alphas[i], pair.change);
            i++;
        }
        if (!memory.isEmpty()) {
            Pair newest = memory.getFirst();
            double scale = newest.product / dot(newest.change, newest.change);
            for (int k = 0; k < q.length; k++) {
                q[k] *= scale;
            }
        }
        Iterator<Pair> oldestFirst = memory.descendingIterator();
        while (oldestFirst.hasNext()) {
            Pair pair = oldestFirst.next();
            i--;
            add(q, alphas[i] - dot(pair.change, q) / pair.product, pair.step);
        }
        for (int k = 0; k < q.length; k++) {
            q[k] = -q[k];
        }
        return q;
    }

    private static void remember(
            Deque<Pair> memory, double[] from, double[] to, double[] before, double[] after) {
        double[] step = to.clone();
        add(step, -1, from);
        double[] change = after.clone();
        add(change, -1, before);
        double product = dot(step, change);
        // Only where the function curves upwards along the step is it of use.
        if (product > 1e-14) {
            memory.addFirst(new Pair(step, change, product));
            if (memory.size() > MEMORY) {
                memory.removeLast();
            }
        }
    }

    private static void move(double[] from, double[] direction, double size, double[] to) {
        System.arraycopy(from, 0, to, 0, from.length);
        add(to, size, direction);
    }

    private static void add(double[] sum, double factor, double[] values) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * values[i];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
