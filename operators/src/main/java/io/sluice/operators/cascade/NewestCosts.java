package io.sluice.operators.cascade;

import io.sluice.operators.budget.ActionCosts;
import io.sluice.operators.budget.StageCosts;
import io.sluice.schemas.Provenance;

/**
 * What an event of now costs: the stages of the ladder of the newest bundle. Each ladder charges
 * its events by costs of its own. One thread.
 */
final class NewestCosts implements ActionCosts {
    private StageCosts newest;

    /** Events of another ladder come from now on. */
    void are(StageCosts costs) {
        newest = costs;
    }

    @Override
    public double leastJoules() {
        return newest.leastJoules();
    }

    @Override
    public double firstWorstJoules() {
        return newest.firstWorstJoules();
    }

    @Override
    public Provenance energy() {
        return newest.energy();
    }
}
