package io.sluice.agent;

import io.sluice.experts.EngineStatus;
import io.sluice.schemas.ExpertTelemetry;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What the device says of itself. Thread-safe.
 *
 * <p>The incarnation is the device's clock at the start, or more: where an earlier process of the
 * device is heard of that has as much, it rises above that, so that a clock that was set back makes
 * nobody take this process for the one before.
 */
final class TelemetrySource {
    private final AgentConfig config;
    private final Supplier<EngineStatus> engine;
    private final MachineSensors sensors;
    private final String url;
    private long incarnation;
    private long sequence;

    /**
     * @param url where peers reach this device, or empty
     */
    TelemetrySource(
            AgentConfig config, Supplier<EngineStatus> engine, MachineSensors sensors, String url) {
        this.config = config;
        this.engine = engine;
        this.sensors = sensors;
        this.url = url;
        this.incarnation = System.currentTimeMillis();
    }

    /** How the device stands now. */
    ExpertTelemetry now() {
        EngineStatus status = engine.get();
        double battery = sensors.battery();
        double celsius = sensors.celsius();
        synchronized (this) {
            return new ExpertTelemetry(
                    config.device(),
                    incarnation,
                    ++sequence,
                    config.kafka().requestTopic(),
                    url,
                    status.experts(),
                    status.queued(),
                    status.queueMicros(),
                    battery,
                    celsius,
                    TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
        }
    }

    /**
     * Takes that telemetry under this device's name was heard.
     *
     * @return whether it is another process's, and not older than this one's
     */
    synchronized boolean heard(ExpertTelemetry telemetry) {
        boolean isOwn = telemetry.incarnation() == incarnation && telemetry.sequence() <= sequence;
        if (isOwn || telemetry.incarnation() < incarnation) {
            return false;
        }
        incarnation = telemetry.incarnation() + 1;
        return true;
    }
}
