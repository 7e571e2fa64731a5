package io.sluice.cli.fit;

import io.sluice.cli.data.DurationText;
import io.sluice.gates.sensors.JointSelection;
import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.SensorStructure;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** When sensors are switched. */
final class SensorGateOptions {
    @Option(
            names = "--window",
            converter = DurationText.class,
            paramLabel = "TIME",
            description = "how often sensors are decided on (default: 5 periods)")
    private Duration window;

    @Option(
            names = "--dwell",
            defaultValue = "2",
            paramLabel = "WINDOWS",
            description = "how long a choice stays at least (default: ${DEFAULT-VALUE} windows)")
    private int dwell;

    @Option(
            names = "--probe-every",
            converter = DurationText.class,
            paramLabel = "TIME",
            description = {
                "how often all sensors are woken for a window, to hear what those that sleep would say;",
                "0s for never (default: 12 windows)"
            })
    private Duration probeEvery;

    @Option(
            names = "--stale-after",
            converter = DurationText.class,
            paramLabel = "TIME",
            description =
                    "a sensor that is on and silent so long counts as dead (default: 2 windows)")
    private Duration staleAfter;

    @Option(
            names = "--uncertain-below",
            defaultValue = "0.6",
            paramLabel = "SHARE",
            description = {
                "all sensors are woken early while no context is believed more than this; 0 for never",
                "(default: ${DEFAULT-VALUE})"
            })
    private double uncertainBelow;

    @Option(
            names = "--always-on",
            split = ",",
            paramLabel = "MODALITY",
            description = "sensors that are never switched off")
    private List<String> alwaysOn = List.of();

    @Option(
            names = "--gamma",
            defaultValue = "0.5",
            paramLabel = "LOSS",
            description = {
                "only configurations within so much of the least loss are candidates, in nats; of a",
                "ranking, in shares of its length (default: ${DEFAULT-VALUE})"
            })
    private double gamma;

    @Option(
            names = "--pressure-cap",
            defaultValue = "10",
            paramLabel = "PRICE",
            description =
                    "under prices from this on gamma filters nothing (default: ${DEFAULT-VALUE})")
    private double pressureCap;

    SensorGate.Settings settings(SensorStructure structure, long periodMillis) {
        long windowMillis = window == null ? 5 * periodMillis : window.toMillis();
        return new SensorGate.Settings(
                windowMillis,
                dwell,
                probeEvery == null ? 12 * windowMillis : probeEvery.toMillis(),
                staleAfter == null ? 2 * windowMillis : staleAfter.toMillis(),
                uncertainBelow,
                structure.mask(alwaysOn),
                new JointSelection(0, gamma, pressureCap));
    }
}
