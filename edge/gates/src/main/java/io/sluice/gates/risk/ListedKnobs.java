package io.sluice.gates.risk;

import io.sluice.gates.ExitRule;
import java.util.List;
import java.util.function.Function;

/** A list of rules, and how the losses of one are computed. */
record ListedKnobs<R extends ExitRule>(List<R> rules, int rows, Function<R, float[]> lossesOf)
        implements KnobFamily {
    @Override
    public int size() {
        return rules.size();
    }

    @Override
    public ExitRule rule(int index) {
        return rules.get(index);
    }

    @Override
    public float[] losses(int index) {
        return lossesOf.apply(rules.get(index));
    }
}
