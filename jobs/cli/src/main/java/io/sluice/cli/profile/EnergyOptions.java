package io.sluice.cli.profile;

import io.sluice.config.ConfigException;
import io.sluice.config.Section;
import io.sluice.energy.EnergySettings;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where joules come from. */
final class EnergyOptions {
    @Option(
            names = "--energy-sources",
            paramLabel = "NAMES",
            defaultValue = "auto",
            description =
                    "auto, none, or names of energy sources with commas between (default:"
                            + " ${DEFAULT-VALUE})")
    private String sources;

    @Option(
            names = "--idle-watts",
            description =
                    "what the machine draws when it is idle (default: measured, if it can be)")
    private String idleWatts;

    @Option(
            names = "--active-watts",
            description =
                    "what it draws while it computes, for estimates where nothing is measured")
    private String activeWatts;

    @Option(
            names = "--idle-seconds",
            defaultValue = "3",
            description = "for how long idle power is measured (default: ${DEFAULT-VALUE})")
    private double idleSeconds;

    /**
     * As the section {@code energy} of a configuration.
     *
     * @throws ParameterException naming what is wrong
     */
    EnergySettings settings(CommandSpec spec) {
        StringBuilder text = new StringBuilder("sources: [" + sources + "]\n");
        if (idleWatts != null) {
            text.append("idle-watts: '").append(idleWatts).append("'\n");
        }
        if (activeWatts != null) {
            text.append("active-watts: '").append(activeWatts).append("'\n");
        }
        try {
            Section section = Section.parse("energy", text.toString());
            EnergySettings settings = EnergySettings.read(section);
            section.finish();
            return settings;
        } catch (ConfigException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    Duration idleTime() {
        return Duration.ofMillis(Math.max(1, Math.round(1e3 * idleSeconds)));
    }
}
