package io.sluice.operators.cascade;

import io.sluice.energy.ProcessMeter;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.operators.budget.StageCosts;
import io.sluice.schemas.Provenance;

/** A table by which a row costs 1 J in every stage and batch, and more at worst. */
record OneJoule(double worst) implements StageCosts, StageCosts.Factory {
    private static final long serialVersionUID = 1L;

    /** 2 J at worst. */
    OneJoule() {
        this(2);
    }

    @Override
    public StageCosts open(ActiveBundle bundle, ProcessMeter.Task meter) {
        return this;
    }

    @Override
    public double worstJoules(int stage) {
        return worst;
    }

    @Override
    public double leastJoules() {
        return 1;
    }

    @Override
    public double joules(int stage, int rows, double seconds) {
        return 1;
    }

    @Override
    public Provenance energy() {
        return Provenance.ESTIMATED;
    }
}
