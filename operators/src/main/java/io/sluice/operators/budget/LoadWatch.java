package io.sluice.operators.budget;

import io.sluice.energy.BatteryLevel;
import io.sluice.gates.budget.BrownOutSettings;
import io.sluice.gates.budget.BudgetLedger;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.stage.TaskClock;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far behind a task is and how full its machine's battery, for a brown-out: of all events that
 * came since it was asked last, the age over its deadline that a hundredth of them have, so that
 * one late partition is not hidden by the others, and a sender with a wrong clock is none. When
 * none came, nothing is queued.
 *
 * <p><b>Threading:</b> the task's thread.
 */
final class LoadWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LoadWatch.class);

    /** A battery's level changes slowly, and to read it may take milliseconds. */
    private static final long BATTERY_MICROS = 10_000_000;

    /** One event of so many has to be late, and one at least (ours). */
    private static final long EVENTS_PER_LATE = 100;

    private final TaskClock clock;
    private final BatteryLevel battery;

    private BrownOutSettings settings = BrownOutSettings.NONE;
    private long events;
    private long eventsToEnter;
    private long eventsToStay;
    private double level = Double.NaN;
    private long readMicros;

    LoadWatch(TaskClock clock, BatteryLevel battery) {
        this.clock = clock;
        this.battery = battery;
    }

    /** Takes what a brown-out goes by from now on. */
    void adopt(BrownOutSettings next, long nowMicros) {
        settings = next;
        forgetEvents();
        readBattery(nowMicros);
        if (isByBattery() && Double.isNaN(level)) {
            LOG.warn(
                    "budgets.brown-out.battery: {} has no effect, as this machine has no battery"
                            + " that can be read below /sys/class/power_supply",
                    settings.battery());
        }
    }

    private boolean isByBattery() {
        return isOn() && settings.battery() > 0;
    }

    private boolean isOn() {
        return !settings.tiers().isEmpty();
    }

    /** Sees an event that was queued until now. */
    void admitted(AdmittedEvent event) {
        if (!isOn()) {
            return;
        }
        long since = event.origin().timestampMillis();
        OptionalLong deadline = event.event().deadlineMillis();
        if (deadline.isPresent() && deadline.getAsLong() <= since) {
            // It was too late before it was queued here, which says nothing of this task.
            return;
        }
        double allowed =
                deadline.isPresent()
                        ? (deadline.getAsLong() - since) * 1e-3
                        : settings.ageSeconds();
        double load = (clock.millis() - since) * 1e-3 / allowed;
        events++;
        eventsToEnter += load >= settings.enter() ? 1 : 0;
        eventsToStay += load >= settings.leave() ? 1 : 0;
    }

    /** Tells a ledger how things are and begins anew. */
    void tell(BudgetLedger ledger, long nowMicros) {
        if (nowMicros - readMicros >= BATTERY_MICROS) {
            readBattery(nowMicros);
        }
        ledger.load(load(), level, nowMicros);
        forgetEvents();
    }

    /** The highest threshold that enough events reach. */
    private double load() {
        if (areEnough(eventsToEnter)) {
            return settings.enter();
        }
        return areEnough(eventsToStay) ? settings.leave() : 0;
    }

    private boolean areEnough(long late) {
        return late > 0 && late * EVENTS_PER_LATE >= events;
    }

    private void forgetEvents() {
        events = 0;
        eventsToEnter = 0;
        eventsToStay = 0;
    }

    private void readBattery(long nowMicros) {
        readMicros = nowMicros;
        level = isByBattery() ? battery.read() : Double.NaN;
    }
}
