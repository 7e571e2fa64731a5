package io.sluice.kernel.costs;

import io.sluice.schemas.Provenance;
import java.util.List;

/**
 * What a part of a bundle costs by batch size: a stage, stem, branch or router, or a whole ladder
 * as an expert runs it. Immutable; its reading allocates nothing.
 *
 * <p>Between two sizes that were looked at a batch's cost is on the line between theirs; a smaller
 * batch than the smallest costs as much as that one, and beyond the largest every further row costs
 * as much as that one's rows do.
 */
public final class PartCost {
    private final String name;
    private final List<BatchCost> sizes;
    private final double[] batchJoules;
    private final double[] batchSeconds;

    /**
     * @param name the stage's, or {@link CostTable#FULL_PATH}
     * @param sizes at least one, of rising batch
     */
    public PartCost(String name, List<BatchCost> sizes) {
        this.name = name;
        this.sizes = List.copyOf(sizes);
        boolean rises = !sizes.isEmpty();
        for (int i = 1; i < sizes.size(); i++) {
            rises &= sizes.get(i - 1).batch() < sizes.get(i).batch();
        }
        if (!rises) {
            throw new IllegalArgumentException(
                    name
                            + ": expected batch sizes that rise, found "
                            + sizes.stream().map(BatchCost::batch).toList());
        }
        batchJoules = sizes.stream().mapToDouble(s -> s.joules() * s.batch()).toArray();
        batchSeconds = sizes.stream().mapToDouble(s -> s.latency().mean()).toArray();
    }

    public String name() {
        return name;
    }

    /** The sizes that were looked at, rising. */
    public List<BatchCost> sizes() {
        return sizes;
    }

    /**
     * Energy of one row of a batch above idle, joules; NaN when it is not known.
     *
     * @param batch at least 1
     */
    public double joules(int batch) {
        return ofBatch(batchJoules, batch) / batch;
    }

    /** The most that a row costs in a batch of any size: what to set aside before it runs. */
    public double mostJoules() {
        double most = joules(1);
        for (BatchCost size : sizes) {
            most = Math.max(most, size.joules());
        }
        return most;
    }

    /** The least that a row costs in a batch of any size. */
    public double leastJoules() {
        double least = joules(1);
        for (BatchCost size : sizes) {
            least = Math.min(least, size.joules());
        }
        return least;
    }

    /**
     * Mean time of a batch, seconds.
     *
     * @param batch at least 1
     */
    public double seconds(int batch) {
        return ofBatch(batchSeconds, batch);
    }

    /** MEASURED only when the joules of all sizes are, UNKNOWN when those of any are. */
    public Provenance joulesFrom() {
        Provenance weakest = Provenance.MEASURED;
        for (BatchCost size : sizes) {
            weakest = size.joulesFrom().compareTo(weakest) < 0 ? size.joulesFrom() : weakest;
        }
        return weakest;
    }

    private double ofBatch(double[] costs, int batch) {
        int last = costs.length - 1;
        if (batch <= sizes.get(0).batch()) {
            return costs[0];
        }
        if (batch >= sizes.get(last).batch()) {
            return costs[last] / sizes.get(last).batch() * batch;
        }
        int above = 1;
        while (sizes.get(above).batch() < batch) {
            above++;
        }
        double from = sizes.get(above - 1).batch();
        double share = (batch - from) / (sizes.get(above).batch() - from);
        return costs[above - 1] + share * (costs[above] - costs[above - 1]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PartCost that && name.equals(that.name) && sizes.equals(that.sizes);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + sizes.hashCode();
    }

    @Override
    public String toString() {
        return name + " " + sizes;
    }
}
