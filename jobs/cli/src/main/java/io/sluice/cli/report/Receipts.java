package io.sluice.cli.report;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a range of predictions has cost, all together and group by group. Not thread-safe. */
final class Receipts {
    private final Tally total = new Tally();
    private final Map<Dimension, Map<String, Tally>> groups = new EnumMap<>(Dimension.class);
    private long unreadable;
    private String firstFault = "";
    private boolean isEmpty = true;

    /**
     * @param dimensions by what to tell events apart
     */
    Receipts(Set<Dimension> dimensions) {
        dimensions.forEach(dimension -> groups.put(dimension, new TreeMap<>()));
    }

    /**
     * Adds a prediction.
     *
     * @param tenant whose it is, or empty
     */
    void add(Answered answered, String tenant) {
        isEmpty = false;
        total.add(answered);
        groups.forEach(
                (dimension, tallies) ->
                        tallies.computeIfAbsent(
                                        dimension.group(answered, tenant), group -> new Tally())
                                .add(answered));
    }

    /** Counts a record that is no prediction. */
    void unreadable(String where, String why) {
        if (unreadable++ == 0) {
            firstFault = where + ": " + why;
        }
    }

    boolean isEmpty() {
        return isEmpty;
    }

    /** Where and why the first record was not readable, or empty. */
    String firstFault() {
        return firstFault;
    }

    Report report(Factors factors) {
        Map<String, List<Receipt>> by = new LinkedHashMap<>();
        groups.forEach(
                (dimension, tallies) -> {
                    // One group of those that have none tells nothing.
                    if (!tallies.keySet().equals(Set.of(Dimension.NONE))) {
                        by.put(
                                dimension.key(),
                                tallies.entrySet().stream()
                                        .map(e -> e.getValue().receipt(e.getKey(), factors))
                                        .toList());
                    }
                });
        return new Report(total.receipt("all", factors), by, unreadable);
    }

    /**
     * What is printed.
     *
     * @param by the groups of each dimension in which not all events are without one
     * @param unreadable records that are no predictions; they are in no other figure
     */
    record Report(Receipt total, Map<String, List<Receipt>> by, long unreadable) {}
}
