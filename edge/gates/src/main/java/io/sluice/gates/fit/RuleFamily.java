package io.sluice.gates.fit;

import io.sluice.gates.ExitRule;
import java.util.List;

/**
 * Rules of one kind from cheap to dear or the other way round, so that they draw a curve of
 * accuracy against cost.
 *
 * @param name as in a table: {@code gates}, {@code confidence}, {@code patience}, …
 */
public record RuleFamily(String name, List<ExitRule> rules) {
    public RuleFamily {
        rules = List.copyOf(rules);
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("the family " + name + " has no rules");
        }
    }
}
