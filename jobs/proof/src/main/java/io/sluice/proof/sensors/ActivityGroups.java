package io.sluice.proof.sensors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Groups activities in which configurations lose alike, by k-means on the mean losses, each less
 * the least of its activity. Centres begin as far from each other as can be, so that nothing is
 * drawn.
 *
 * @param names of the groups, which are those of their activities
 * @param groupOf the group of each activity
 */
public record ActivityGroups(List<String> names, int[] groupOf) {
    private static final int ROUNDS = 50;

    /** Every activity alone. */
    public static ActivityGroups each(List<String> activities) {
        int[] own = new int[activities.size()];
        Arrays.setAll(own, i -> i);
        return new ActivityGroups(activities, own);
    }

    /**
     * Groups.
     *
     * @param losses {@code [activities][configurations]}, mean losses
     * @param count how many groups, at most as many as activities
     */
    public static ActivityGroups of(List<String> activities, float[][] losses, int count) {
        double[][] excess = new double[losses.length][];
        for (int a = 0; a < losses.length; a++) {
            excess[a] = new double[losses[a].length];
            double least = Double.POSITIVE_INFINITY;
            for (float loss : losses[a]) {
                least = Math.min(least, loss);
            }
            for (int k = 0; k < excess[a].length; k++) {
                excess[a][k] = losses[a][k] - least;
            }
        }
        double[][] centres = farthest(excess, count);
        int[] groupOf = new int[excess.length];
        for (int round = 0; round < ROUNDS; round++) {
            for (int a = 0; a < groupOf.length; a++) {
                groupOf[a] = nearest(excess[a], centres);
            }
            centre(excess, groupOf, centres);
        }
        return named(activities, groupOf, count);
    }

    private static double[][] farthest(double[][] points, int count) {
        double[][] centres = new double[count][];
        centres[0] = points[0].clone();
        for (int c = 1; c < count; c++) {
            double most = -1;
            for (double[] point : points) {
                double least = Double.POSITIVE_INFINITY;
                for (int other = 0; other < c; other++) {
                    least = Math.min(least, distance(point, centres[other]));
                }
                if (least > most) {
                    most = least;
                    centres[c] = point.clone();
                }
            }
        }
        return centres;
    }

    private static int nearest(double[] point, double[][] centres) {
        int nearest = 0;
        for (int c = 1; c < centres.length; c++) {
            if (distance(point, centres[c]) < distance(point, centres[nearest])) {
                nearest = c;
            }
        }
        return nearest;
    }

    private static void centre(double[][] points, int[] groupOf, double[][] centres) {
        for (int c = 0; c < centres.length; c++) {
            double[] sum = new double[centres[c].length];
            int members = 0;
            for (int a = 0; a < points.length; a++) {
                if (groupOf[a] == c) {
                    members++;
                    for (int k = 0; k < sum.length; k++) {
                        sum[k] += points[a][k];
                    }
                }
            }
            for (int k = 0; members > 0 && k < sum.length; k++) {
                centres[c][k] = sum[k] / members;
            }
        }
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return sum;
    }

    /** Empty groups are left out. */
    private static ActivityGroups named(List<String> activities, int[] groupOf, int count) {
        List<String> names = new ArrayList<>();
        int[] renumbered = new int[groupOf.length];
        for (int group = 0; group < count; group++) {
            List<String> members = new ArrayList<>();
            for (int a = 0; a < groupOf.length; a++) {
                if (groupOf[a] == group) {
                    members.add(activities.get(a));
                    renumbered[a] = names.size();
                }
            }
            if (!members.isEmpty()) {
                names.add(String.join(", ", members));
            }
        }
        return new ActivityGroups(names, renumbered);
    }
}
