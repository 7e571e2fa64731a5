package io.sluice.jobs.config;

import io.sluice.config.Section;
import java.io.Serializable;

/**
 * What computing draws, where nothing measures it.
 *
 * @param activeWatts what the machine draws while one stage computes, watts; 0 when not known
 * @param idleWatts what it draws all the same when nothing computes, watts; less than the other
 */
public record EnergyConfig(double activeWatts, double idleWatts) implements Serializable {
    private static final double MOST_WATTS = 1e6;

    static EnergyConfig read(Section section) {
        EnergyConfig config =
                new EnergyConfig(
                        section.decimal("active-watts", 0, MOST_WATTS, 0),
                        section.decimal("idle-watts", 0, MOST_WATTS, 0));
        boolean isGiven = section.has("active-watts") || section.has("idle-watts");
        if (isGiven && config.activeWatts <= config.idleWatts) {
            section.problem(
                    "active-watts",
                    config.activeWatts + " W",
                    "more than energy.idle-watts, " + config.idleWatts + " W");
        }
        return config;
    }

    /** What computing draws beyond idling, watts; 0 when not known. */
    public double computeWatts() {
        return activeWatts - idleWatts;
    }
}
