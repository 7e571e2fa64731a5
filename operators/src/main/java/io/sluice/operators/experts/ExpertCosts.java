package io.sluice.operators.experts;

import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.operators.budget.StageCosts;
import io.sluice.schemas.Provenance;
import java.util.function.Supplier;

/**
 * What experts take by the newest policy: an action is to ask one of them. What is reserved and
 * paid goes by the device that is asked and what it says, where it says something.
 */
final class ExpertCosts implements StageCosts {
    private final Supplier<ExpertPolicy> newest;

    ExpertCosts(Supplier<ExpertPolicy> newest) {
        this.newest = newest;
    }

    @Override
    public double worstJoules(int expert) {
        return newest.get().experts().get(expert).joules();
    }

    /** Of the cheapest: where it cannot be reserved for, nobody is asked. */
    @Override
    public double firstWorstJoules() {
        return leastJoules(0);
    }

    /** Of the cheapest of all, whichever is asked about; NaN when there is none. */
    @Override
    public double leastJoules(int expert) {
        return newest.get().experts().stream()
                .mapToDouble(ExpertSpec::joules)
                .min()
                .orElse(Double.NaN);
    }

    @Override
    public double joules(int expert, int rows, double seconds) {
        return worstJoules(expert);
    }

    @Override
    public Provenance energy() {
        return Provenance.ESTIMATED;
    }
}
