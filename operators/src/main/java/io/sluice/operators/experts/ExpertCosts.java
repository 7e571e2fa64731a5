package io.sluice.operators.experts;

import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.operators.budget.ActionCosts;
import io.sluice.schemas.Provenance;
import java.util.function.Supplier;

/**
 * What experts take by the newest policy: an action is to ask one of them. What is reserved and
 * paid goes by the device that is asked and what it says, where it says something.
 */
public final class ExpertCosts implements ActionCosts {
    private final Supplier<ExpertPolicy> newest;

    public ExpertCosts(Supplier<ExpertPolicy> newest) {
        this.newest = newest;
    }

    /** Of the cheapest: where it cannot be reserved for, nobody is asked. */
    @Override
    public double firstWorstJoules() {
        return leastJoules();
    }

    /** Of the cheapest of all; NaN when there is none. */
    @Override
    public double leastJoules() {
        return newest.get().experts().stream()
                .mapToDouble(ExpertSpec::joules)
                .min()
                .orElse(Double.NaN);
    }

    @Override
    public Provenance energy() {
        return Provenance.ESTIMATED;
    }
}
