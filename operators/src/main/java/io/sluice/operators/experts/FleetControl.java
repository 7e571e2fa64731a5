package io.sluice.operators.experts;

import io.sluice.gates.experts.FleetView;
import io.sluice.gates.experts.Heard;
import io.sluice.operators.admission.ControlFeed;
import io.sluice.operators.serialization.ExpertTelemetrySerializer;
import io.sluice.operators.stage.TaskClock;
import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetryCodec;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.mapping.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one task knows of the fleet, from the telemetry topic.
 *
 * <p><b>Owned state:</b> {@code telemetry}, the last of each device, as broadcast state. <b>Life
 * cycle:</b> made when state is initialised, opened with the operator; {@link #poll} between
 * records. On the task's thread.
 */
final class FleetControl {
    private static final Logger LOG = LoggerFactory.getLogger(FleetControl.class);
    private static final MapStateDescriptor<String, ExpertTelemetry> TELEMETRY =
            new MapStateDescriptor<>("telemetry", Types.STRING, ExpertTelemetrySerializer.TYPE);

    private final BroadcastState<String, ExpertTelemetry> saved;
    private final FleetView fleet;
    private final Set<String> ownTopics;
    private final TaskClock clock;
    private ControlFeed feed;
    private ExpertMetrics metrics;

    /**
     * Takes the saved telemetry as heard now.
     *
     * @param ownTopics where a request would be read or taken as an answer by the job itself
     */
    FleetControl(OperatorStateStore states, FleetView fleet, Set<String> ownTopics, TaskClock clock)
            throws Exception {
        this.saved = states.getBroadcastState(TELEMETRY);
        this.fleet = fleet;
        this.ownTopics = ownTopics;
        this.clock = clock;
        for (Map.Entry<String, ExpertTelemetry> device : saved.entries()) {
            heard(device.getValue());
        }
    }

    /** Reads the topic as far as it goes, or for as long as is allowed. */
    void open(ControlFeed.Factory feeds, Duration limit, ExpertMetrics newMetrics)
            throws InterruptedException {
        metrics = newMetrics;
        feed = feeds.open();
        if (!feed.awaitCurrent(limit)) {
            LOG.warn("The telemetry topic was not read to its end within {}", limit);
        }
        poll();
    }

    /**
     * Takes the telemetry that has come.
     *
     * @return whether there was any
     */
    boolean poll() {
        boolean any = false;
        for (SourceRecord record = feed.poll(); record != null; record = feed.poll()) {
            take(record);
            any = true;
        }
        return any;
    }

    private void take(SourceRecord record) {
        if (record.value() == null) {
            if (record.key() != null) {
                fleet.left(new String(record.key(), StandardCharsets.UTF_8));
            }
            return;
        }
        try {
            ExpertTelemetry telemetry = ExpertTelemetryCodec.decode(record.value());
            Heard heard = heard(telemetry);
            metrics.heard(heard);
            if (heard.status() == Heard.Status.REFUSED) {
                LOG.warn("Telemetry of {} refused: {}", telemetry.device(), heard.reason());
            }
        } catch (MalformedException e) {
            metrics.heard(null);
            LOG.warn("Telemetry at offset {} refused: {}", record.offset(), e.getMessage());
        }
    }

    private Heard heard(ExpertTelemetry telemetry) {
        String topic = telemetry.requestTopic();
        return ownTopics.contains(topic)
                ? Heard.refused("its request topic, " + topic + ", is one of the job's own")
                : fleet.heard(telemetry, clock.micros());
    }

    void save() throws Exception {
        saved.clear();
        for (ExpertTelemetry telemetry : fleet.snapshot()) {
            saved.put(telemetry.device(), telemetry);
        }
    }

    /** Closes the feed; more than once is harmless. */
    void close() throws InterruptedException {
        if (feed != null) {
            feed.close();
            feed = null;
        }
    }
}
