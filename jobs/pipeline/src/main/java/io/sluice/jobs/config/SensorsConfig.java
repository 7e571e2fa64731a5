package io.sluice.jobs.config;

import io.sluice.config.Section;
import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the frames of a device are joined, and how its sensors are told what to do.
 *
 * @param period the distance of two ticks, and so of two predictions of a device
 * @param tolerance by how much a frame may be later than its tick
 * @param maxWait how long a tick waits for its frames in processing time
 * @param maxAge by modality, how old an observation may be; those that are not there: not older
 *     than their tick's frames
 * @param maxSkew by how much a frame's time may be ahead of the device's newest without being borne
 *     out
 * @param frozenAfter how many repetitions of a value count as frozen; 0 for never
 * @param deadAfter after how long a silent sensor that should be on counts as dead
 * @param commandsTopic where commands to devices go
 * @param acksTopic where devices acknowledge them
 * @param resendAfter event time after which a command that was not acknowledged is sent again
 * @param maxBatch the greatest number of samples that are run together
 * @param sendOnDelta by modality, by how much a value of its inputs must have moved for a new
 *     computation; those that are not there are always computed
 */
public record SensorsConfig(
        Duration period,
        Duration tolerance,
        Duration maxWait,
        Map<String, Duration> maxAge,
        Duration maxSkew,
        int frozenAfter,
        Duration deadAfter,
        String commandsTopic,
        String acksTopic,
        Duration resendAfter,
        int maxBatch,
        Map<String, Double> sendOnDelta)
        implements Serializable {
    static SensorsConfig read(Section section) {
        Duration period = section.duration("period");
        Duration maxWait = section.duration("max-wait", Duration.ofMillis(200));
        SensorsConfig config =
                new SensorsConfig(
                        period,
                        section.duration("tolerance", period.dividedBy(2)),
                        maxWait,
                        ages(section.sectionOrEmpty("max-age")),
                        section.duration("max-skew", period.multipliedBy(10)),
                        (int) section.integer("frozen-after", 0, 1_000_000, 0),
                        section.duration("dead-after", Duration.ofSeconds(10)),
                        section.string("commands-topic"),
                        section.string("acks-topic"),
                        section.duration("resend-after", period.multipliedBy(5)),
                        (int) section.integer("max-batch", 1, 65_536, 64),
                        deltas(section.sectionOrEmpty("send-on-delta")));
        config.check(section);
        return config;
    }

    private static Map<String, Duration> ages(Section section) {
        Map<String, Duration> ages = new LinkedHashMap<>();
        section.keys().forEach(modality -> ages.put(modality, section.duration(modality)));
        return ages;
    }

    private static Map<String, Double> deltas(Section section) {
        Map<String, Double> deltas = new LinkedHashMap<>();
        section.keys()
                .forEach(
                        modality ->
                                deltas.put(
                                        modality, section.decimal(modality, 0, Double.MAX_VALUE)));
        return deltas;
    }

    private void check(Section section) {
        if (section.has("period") && period.toMillis() < 1) {
            section.problem("period", text(period), "a duration of at least 1 ms");
            return;
        }
        if (tolerance.compareTo(period) > 0) {
            section.problem(
                    "tolerance",
                    text(tolerance),
                    "a duration of at most the period, " + text(period));
        }
        if (maxWait.toMillis() < 1) {
            section.problem("max-wait", text(maxWait), "a duration of at least 1 ms");
        }
        if (resendAfter.toMillis() < 1) {
            section.problem("resend-after", text(resendAfter), "a duration of at least 1 ms");
        }
        if (maxSkew.compareTo(period) < 0) {
            section.problem(
                    "max-skew",
                    text(maxSkew),
                    "a duration of at least the period, " + text(period));
        }
        if (deadAfter.compareTo(maxWait) <= 0) {
            section.problem(
                    "dead-after",
                    text(deadAfter),
                    "a duration longer than max-wait, " + text(maxWait));
        }
        if (!commandsTopic.isEmpty() && commandsTopic.equals(acksTopic)) {
            section.problem(
                    "acks-topic", "'" + acksTopic + "' is the topic of commands", "another topic");
        }
    }

    private static String text(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
