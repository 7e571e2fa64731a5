package io.sluice.gates.budget;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Groups of budgets by name, for a bounded number of names. Where there is no room, a hand that
 * goes round looks at a few: those that are idle are dropped, and where there are none the one of
 * them that is idle soonest. What is reserved is not dropped, so the table grows beyond its bound
 * where all is.
 */
final class GroupTable<K> {
    private static final int LOOKED_AT = 64;
    private static final int MOST_ROUNDS = 2;

    private record Entry<K>(K name, BudgetGroup group) {}

    private final int most;
    private final Map<K, BudgetGroup> byName = new HashMap<>();
    private final List<Entry<K>> entries = new ArrayList<>();
    private int hand;
    private double fullAtMicros;

    /**
     * @param most groups that there is room for, at least 1
     */
    GroupTable(int most) {
        this.most = most;
    }

    /** The group of a name, or null. */
    BudgetGroup get(K name) {
        return byName.get(name);
    }

    /** Adds the group of a name that has none. */
    void put(K name, BudgetGroup group) {
        byName.put(name, group);
        entries.add(new Entry<>(name, group));
    }

    /** One of the groups, if there is any. */
    Optional<BudgetGroup> any() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(0).group());
    }

    int size() {
        return entries.size();
    }

    /** When the emptiest bucket that was ever dropped is full; 0 while none was. */
    double fullAtMicros() {
        return fullAtMicros;
    }

    /** Sets when buckets of groups that come are full at the earliest. */
    void fullAt(double micros) {
        fullAtMicros = micros;
    }

    /** Drops groups where the table is full. */
    void makeRoom(long nowMicros) {
        for (int round = 0; round < MOST_ROUNDS && entries.size() >= most; round++) {
            makeSomeRoom(nowMicros);
        }
    }

    private void makeSomeRoom(long nowMicros) {
        int before = entries.size();
        int soonest = -1;
        double soonestMicros = Double.POSITIVE_INFINITY;
        for (int i = Math.min(LOOKED_AT, before); i > 0; i--) {
            hand = hand < entries.size() ? hand : 0;
            double idleAt = entries.get(hand).group().idleAtMicros();
            if (idleAt <= nowMicros) {
                drop(hand);
                continue;
            }
            if (idleAt < soonestMicros) {
                soonest = hand;
                soonestMicros = idleAt;
            }
            hand++;
        }
        if (entries.size() == before && soonest >= 0) {
            drop(soonest);
        }
    }

    private void drop(int index) {
        Entry<K> dropped = entries.get(index);
        Entry<K> last = entries.remove(entries.size() - 1);
        if (last != dropped) {
            entries.set(index, last);
        }
        byName.remove(dropped.name());
        fullAtMicros = Math.max(fullAtMicros, dropped.group().fullAtMicros());
        dropped.group().drop();
    }

    /** Drops all, as what they were of is no more. */
    void clear() {
        entries.forEach(entry -> entry.group().drop());
        entries.clear();
        byName.clear();
    }

    void forEach(BiConsumer<K, BudgetGroup> action) {
        entries.forEach(entry -> action.accept(entry.name(), entry.group()));
    }
}
