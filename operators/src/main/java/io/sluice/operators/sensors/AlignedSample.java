package io.sluice.operators.sensors;

import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.sensors.ModalityStatus;
import io.sluice.operators.AdmittedEvent;
import io.sluice.schemas.Event;
import io.sluice.schemas.mapping.SourceRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * What a device's sensors observed at one tick, pinned to the epoch in force: what one prediction
 * is made for. Immutable; the lists have one item per modality of the bundle, in its order.
 *
 * <p>Samples of a key come with rising ticks, but where the device's clock was set back. A sample
 * may have no frame at all: then all sensors have fallen silent, and it is the last one until a
 * frame comes.
 *
 * @param key the device; treat as read-only
 * @param tickMillis the event time of the sample, a multiple of the period
 * @param frames the frame that each present modality is to be read from, and null for the others;
 *     one frame may serve several modalities, and be one that an earlier sample had too
 * @param statuses how each modality stands; only PRESENT ones are usable
 * @param agesMillis by how much each modality's newest observation is older than the tick, at least
 *     0; -1 when there is none. Treat as read-only
 * @param on the sensors that are powered as far as the device has acknowledged, a mask; all of them
 *     before its first acknowledgement
 * @param epoch the policy and prices that decide about it, whatever comes later
 * @param admittedMicros when the newest of its frames was decoded, or when the sample was made if
 *     it has none; microseconds since the epoch
 * @param ackSequence the command that the device acknowledged last, by the time the sample was
 *     made; −1 when none
 */
public record AlignedSample(
        byte[] key,
        long tickMillis,
        List<SensorFrame> frames,
        List<ModalityStatus> statuses,
        long[] agesMillis,
        int on,
        PolicyEpoch epoch,
        long admittedMicros,
        long ackSequence)
        implements Aligned {
    /** A sample of a device that has acknowledged nothing yet. */
    public AlignedSample(
            byte[] key,
            long tickMillis,
            List<SensorFrame> frames,
            List<ModalityStatus> statuses,
            long[] agesMillis,
            int on,
            PolicyEpoch epoch,
            long admittedMicros) {
        this(key, tickMillis, frames, statuses, agesMillis, on, epoch, admittedMicros, -1);
    }

    /** Identifies the sample: the key, in Base64 unless it is text in UTF-8, and its tick. */
    public String id() {
        String device;
        try {
            device = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
        } catch (CharacterCodingException e) {
            device = Base64.getEncoder().encodeToString(key);
        }
        return device + '@' + tickMillis;
    }

    /** The sample as an event: its newest frame, or one with nothing in it when there is none. */
    AdmittedEvent asEvent() {
        SensorFrame newest = newest();
        if (newest != null) {
            return new AdmittedEvent(newest.event(), epoch, newest.origin(), admittedMicros);
        }
        Event nothing =
                new Event(
                        id(),
                        key,
                        tickMillis,
                        List.of(),
                        OptionalLong.empty(),
                        OptionalLong.empty());
        SourceRecord none = new SourceRecord("", 0, 0, admittedMicros / 1000, key, null, List.of());
        return new AdmittedEvent(nothing, epoch, none, admittedMicros);
    }

    /** The usable modalities, a mask. */
    public int present() {
        return mask(ModalityStatus.PRESENT);
    }

    /** The modalities that stand so, a mask. */
    public int mask(ModalityStatus status) {
        int mask = 0;
        for (int m = 0; m < statuses.size(); m++) {
            if (statuses.get(m) == status) {
                mask |= 1 << m;
            }
        }
        return mask;
    }

    /**
     * The newest frame by event time, whose headers the answer carries and which a dead letter
     * keeps; null when there is none.
     */
    public SensorFrame newest() {
        return newest(frame -> true);
    }

    /** The true class, from the newest frame that has one. */
    public OptionalLong label() {
        SensorFrame labelled = newest(frame -> frame.event().label().isPresent());
        return labelled == null ? OptionalLong.empty() : labelled.event().label();
    }

    /** The outside conditions, from the newest frame that names any; null when none does. */
    public String context() {
        SensorFrame naming = newest(frame -> frame.context() != null);
        return naming == null ? null : naming.context();
    }

    private SensorFrame newest(Predicate<SensorFrame> suitable) {
        SensorFrame newest = null;
        for (SensorFrame frame : frames) {
            if (frame != null
                    && suitable.test(frame)
                    && (newest == null || time(frame) > time(newest))) {
                newest = frame;
            }
        }
        return newest;
    }

    private static long time(SensorFrame frame) {
        return frame.event().eventTimeMillis();
    }
}
