package io.sluice.energy;

import io.sluice.config.Section;
import java.io.Serializable;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Where joules come from, as a configuration's section {@code energy} says.
 *
 * @param sources names of sources; {@code [auto]} for those that are there, empty for none
 * @param idleWatts what the sources see when nothing is computed; NaN to have it measured
 * @param activeWatts what is drawn while something is computed, for windows that cannot be
 *     measured; NaN for none
 */
public record EnergySettings(List<String> sources, double idleWatts, double activeWatts)
        implements Serializable {
    private static final String AUTO = "auto";
    private static final String NONE = "none";
    private static final double MOST_WATTS = 1_000_000;

    /** The sources that are there, and no power model. */
    public static final EnergySettings DEFAULTS =
            new EnergySettings(List.of(AUTO), Double.NaN, Double.NaN);

    /** No source and no power model: nothing is known of joules. */
    public static final EnergySettings UNKNOWN =
            new EnergySettings(List.of(), Double.NaN, Double.NaN);

    public EnergySettings {
        sources = List.copyOf(sources);
    }

    /** Reads {@code sources}, {@code idle-watts} and {@code active-watts}. */
    public static EnergySettings read(Section section) {
        double idle = section.decimal("idle-watts", 0, MOST_WATTS, Double.NaN);
        double active = section.decimal("active-watts", 0, MOST_WATTS, Double.NaN);
        if (section.has("active-watts") && !section.has("idle-watts")) {
            section.problem("active-watts", "'" + active + "' alone", "idle-watts beside it");
        } else if (active < idle) {
            section.problem("active-watts", "'" + active + "'", "at least idle-watts");
        }
        return new EnergySettings(sources(section), idle, active);
    }

    private static List<String> sources(Section section) {
        if (!section.has("sources")) {
            return DEFAULTS.sources;
        }
        List<String> sources = section.strings("sources");
        if (sources.equals(List.of(NONE))) {
            return List.of();
        }
        List<String> known = EnergySources.names();
        if (!sources.equals(DEFAULTS.sources) && !known.containsAll(sources)) {
            section.problem(
                    "sources",
                    "'" + String.join(", ", sources) + "'",
                    "auto, none, or a list of " + String.join(" | ", known));
        }
        return sources;
    }

    /** Whether sources are named, so that there is no meter without them. */
    public boolean namesSources() {
        return !sources.isEmpty() && !sources.equals(DEFAULTS.sources);
    }

    /** The power model, UNKNOWN unless both powers are given. */
    public PowerModel model() {
        return Double.isNaN(activeWatts)
                ? PowerModel.UNKNOWN
                : new PowerModel(idleWatts, activeWatts);
    }

    /**
     * A meter over this machine's sources.
     *
     * @throws IllegalArgumentException when a source that is named is absent, with the reason
     */
    public EnergyMeter open() {
        return open(EnergySources.ofThisMachine(), System::nanoTime);
    }

    /** A meter over some of the sources. */
    EnergyMeter open(List<EnergySource> all, LongSupplier nanoClock) {
        List<EnergySource> chosen =
                sources.equals(DEFAULTS.sources)
                        ? EnergySources.choose(all)
                        : EnergySources.named(all, sources);
        return new EnergyMeter(chosen, model(), idleWatts, nanoClock);
    }
}
