package io.sluice.gates.budget;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that is written about budgets; the payload of a control message of kind BUDGETS.
 *
 * @param classes the priority classes, lowest first, at least one. A job's price presses on the
 *     lowest alone until that is at its cheapest
 * @param classOfTenant the class of tenants by name; others are of the lowest class
 * @param limits at most one of each scope and resource; a limit on latency is beside one on
 *     milliseconds
 */
public record Budgets(
        List<String> classes,
        Map<String, String> classOfTenant,
        List<Limit> limits,
        BrownOutSettings brownOut,
        PacingSettings pacing) {
    /** The one class where none is written. */
    public static final String STANDARD = "standard";

    /** No budget binds. */
    public static final Budgets NONE = of(List.of());

    public Budgets {
        classes = List.copyOf(classes);
        classOfTenant = Map.copyOf(classOfTenant);
        limits = List.copyOf(limits);
        if (classes.isEmpty() || new HashSet<>(classes).size() != classes.size()) {
            throw new IllegalArgumentException(
                    "classes are at least one, each named once, not " + classes);
        }
        for (Map.Entry<String, String> tenant : classOfTenant.entrySet()) {
            if (!classes.contains(tenant.getValue())) {
                throw new IllegalArgumentException(
                        "tenant "
                                + tenant.getKey()
                                + " is of class '"
                                + tenant.getValue()
                                + "'; expected one of "
                                + classes);
            }
        }
        Set<String> names = new HashSet<>();
        for (Limit limit : limits) {
            if (!names.add(limit.name())) {
                throw new IllegalArgumentException(
                        "two limits are named '" + limit.name() + "'; expected one");
            }
        }
    }

    /** Limits with nothing else said. */
    public static Budgets of(List<Limit> limits) {
        return new Budgets(
                List.of(STANDARD), Map.of(), limits, BrownOutSettings.NONE, PacingSettings.DEFAULT);
    }

    /** The rank of a tenant's class, 0 for the lowest. */
    public int rankOf(String tenant) {
        String name = classOfTenant.get(tenant);
        return name == null ? 0 : classes.indexOf(name);
    }

    public boolean isEmpty() {
        return limits.isEmpty() && brownOut.tiers().isEmpty();
    }

    /** The same with prices that move no faster than in a time of {@link PacingSettings}. */
    public Budgets reachIn(double leastSeconds) {
        if (pacing.reachSeconds() >= leastSeconds) {
            return this;
        }
        PacingSettings slower =
                new PacingSettings(pacing.mostPrice(), pacing.smoothingSeconds(), leastSeconds);
        return new Budgets(classes, classOfTenant, limits, brownOut, slower);
    }
}
