package io.sluice.gates.fit;

import io.sluice.gates.ExitRule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Mean cost and accuracy of a family of rules on the same samples. At a cost between two rules, an
 * event is given to one of them at random, so that families compare at a matched mean cost, row by
 * row. Immutable.
 */
public final class CostCurve {
    private final int rows;
    private final List<Point> points;

    /**
     * One rule of the family.
     *
     * @param index the rule's place in the list that the curve was made of
     * @param cost its mean cost as a share of the full model's
     * @param accuracy the share of rows that it gives their label
     * @param rightRows the rows that it gives their label; treat as read-only
     */
    public record Point(int index, double cost, double accuracy, BitSet rightRows) {
        static Point of(int index, Outcomes outcomes) {
            BitSet right = new BitSet(outcomes.rows());
            for (int row = 0; row < outcomes.rows(); row++) {
                right.set(row, outcomes.isRight(row));
            }
            return new Point(index, outcomes.meanCost(), outcomes.accuracy(), right);
        }
    }

    /**
     * Two neighbouring rules, mixed at random to a cost.
     *
     * @param cost the mean cost of the mixture
     * @param cheaper the rule with the greatest cost up to it
     * @param dearer the rule with the least cost from it on
     * @param share the share of events that is given to the dearer one
     * @param right for each row the probability that it is given its label
     */
    public record Mixture(double cost, Point cheaper, Point dearer, double share, double[] right) {
        /** The expected accuracy. */
        public double accuracy() {
            return (1 - share) * cheaper.accuracy() + share * dearer.accuracy();
        }
    }

    private CostCurve(int rows, List<Point> points) {
        this.rows = rows;
        this.points = points;
    }

    /** Runs every rule on every row. */
    public static CostCurve of(List<? extends ExitRule> rules, LadderLogits samples) {
        return of(rules.stream().map(rule -> Outcomes.of(rule, samples)));
    }

    /**
     * The curve of outcomes on the same samples, which are read one by one and not kept.
     *
     * @throws IllegalArgumentException when there are none, or they differ in their rows
     */
    public static CostCurve of(Stream<Outcomes> family) {
        List<Point> points = new ArrayList<>();
        int rows = 0;
        for (Outcomes outcomes : (Iterable<Outcomes>) family::iterator) {
            if (!points.isEmpty() && outcomes.rows() != rows) {
                throw new IllegalArgumentException(
                        "rules were run on " + rows + " and on " + outcomes.rows() + " rows");
            }
            rows = outcomes.rows();
            points.add(Point.of(points.size(), outcomes));
        }
        if (points.isEmpty()) {
            throw new IllegalArgumentException("there are no rules to compare");
        }
        // The sort is stable: of equal costs the order of the list decides, never the accuracy.
        points.sort(Comparator.comparingDouble(Point::cost));
        return new CostCurve(rows, List.copyOf(points));
    }

    /** The rules by rising cost. */
    public List<Point> points() {
        return points;
    }

    /** Whether the cost is between those of the cheapest and the dearest rule. */
    public boolean reaches(double cost) {
        return points.get(0).cost() <= cost && cost <= points.get(points.size() - 1).cost();
    }

    /**
     * The family at a mean cost.
     *
     * @param cost as a share of the full model's
     * @throws IllegalArgumentException when no mixture of neighbours has it
     */
    public Mixture at(double cost) {
        if (!reaches(cost)) {
            throw new IllegalArgumentException(
                    "a cost of "
                            + cost
                            + " is not between those of the rules, "
                            + points.get(0).cost()
                            + " to "
                            + points.get(points.size() - 1).cost());
        }
        int above = 0;
        while (points.get(above).cost() < cost) {
            above++;
        }
        Point dearer = points.get(above);
        Point cheaper = dearer.cost() == cost ? dearer : points.get(above - 1);
        double gap = dearer.cost() - cheaper.cost();
        double share = gap == 0 ? 0 : (cost - cheaper.cost()) / gap;
        return new Mixture(cost, cheaper, dearer, share, expected(cheaper, dearer, share));
    }

    private double[] expected(Point cheaper, Point dearer, double share) {
        double[] right = new double[rows];
        for (int row = 0; row < rows; row++) {
            right[row] =
                    (cheaper.rightRows().get(row) ? 1 - share : 0)
                            + (dearer.rightRows().get(row) ? share : 0);
        }
        return right;
    }

    /**
     * The rules on the upper concave hull: the best that random mixtures of any two rules can do.
     * Chosen by accuracy on these samples, so a hull to be judged comes from others.
     */
    public CostCurve hull() {
        List<Point> hull = new ArrayList<>();
        for (Point point : points) {
            int last = hull.size() - 1;
            boolean sameCost = last >= 0 && hull.get(last).cost() == point.cost();
            if (sameCost && hull.get(last).accuracy() >= point.accuracy()) {
                continue;
            }
            if (sameCost) {
                hull.remove(last);
            }
            while (hull.size() >= 2 && isBelow(hull, point)) {
                hull.remove(hull.size() - 1);
            }
            hull.add(point);
        }
        return new CostCurve(rows, List.copyOf(hull));
    }

    private static boolean isBelow(List<Point> hull, Point next) {
        Point before = hull.get(hull.size() - 2);
        Point last = hull.get(hull.size() - 1);
        double reached = (last.accuracy() - before.accuracy()) * (next.cost() - before.cost());
        double straight = (next.accuracy() - before.accuracy()) * (last.cost() - before.cost());
        return reached <= straight;
    }
}
