package io.sluice.gates.budget;

import io.sluice.gates.Prices;
import io.sluice.schemas.Price;
import io.sluice.schemas.Resource;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the prices of events from those of their budgets, and a combination that is in use only
 * once: prices are few objects that come back, so events of many keys share what is made here.
 * <b>Threading:</b> one thread.
 */
final class CombinedPrices {
    private static final int SLOTS = 1 << 12;

    private record Made(
            Price[] parts, Prices frozen, double floor, Resource cause, Prices prices) {}

    private final Made[] slots = new Made[SLOTS];
    private final BrownOut brownOut;

    CombinedPrices(BrownOut brownOut) {
        this.brownOut = brownOut;
    }

    /** How many steps of brown-out are in what is made now. */
    int steps() {
        return brownOut.steps();
    }

    /** Which resource they are for. */
    Resource cause() {
        return brownOut.cause();
    }

    /**
     * @param parts prices of the budgets, null for those that do not bind; not kept
     * @param frozen prices set by hand, in place of parts of their resources
     * @param rank of the event's class
     */
    Prices of(Price[] parts, Prices frozen, int rank) {
        double floor = brownOut.floor(rank);
        int slot = slot(parts, frozen);
        Made made = slots[slot];
        if (made == null || !isOf(made, parts, frozen, floor)) {
            Prices prices = combined(parts, frozen, floor);
            made = new Made(parts.clone(), frozen, floor, brownOut.cause(), prices);
            slots[slot] = made;
        }
        return made.prices();
    }

    private static int slot(Price[] parts, Prices frozen) {
        int hash = System.identityHashCode(frozen);
        for (Price part : parts) {
            hash = 31 * hash + System.identityHashCode(part);
        }
        return (hash ^ hash >>> 16) & SLOTS - 1;
    }

    private boolean isOf(Made made, Price[] parts, Prices frozen, double floor) {
        boolean same =
                made.frozen() == frozen
                        && made.floor() == floor
                        && made.cause() == brownOut.cause()
                        && made.parts().length == parts.length;
        for (int i = 0; same && i < parts.length; i++) {
            same = made.parts()[i] == parts[i];
        }
        return same;
    }

    private Prices combined(Price[] parts, Prices frozen, double floor) {
        List<Price> list = new ArrayList<>(frozen.asList());
        for (Price price : parts) {
            if (price != null && !isFrozen(frozen, price)) {
                list.add(price);
            }
        }
        double pressure = 0;
        for (Price price : list) {
            pressure += price.value();
        }
        if (floor > pressure) {
            list.add(new Price(brownOut.cause(), BudgetLedger.BROWN_OUT, floor - pressure));
        }
        return Prices.of(list);
    }

    private static boolean isFrozen(Prices frozen, Price price) {
        List<Price> list = frozen.asList();
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).resource() == price.resource()) {
                return true;
            }
        }
        return false;
    }
}
