package io.sluice.jobs.config;

import io.sluice.config.Section;
import io.sluice.schemas.DeadLetterHeaders;
import java.io.Serializable;

/**
 * Where records go that cannot be answered.
 *
 * @param topic the topic
 * @param format the form of a record on it
 * @param headerPrefix what the names of the added headers begin with
 */
public record DeadLetterConfig(String topic, Format format, String headerPrefix)
        implements Serializable {

    /** The form of a dead letter. */
    public enum Format {
        /** The record itself, byte for byte, with headers added that say where from and why. */
        RECORD,
        /** An Avro DeadLetter that holds the record. */
        AVRO
    }

    static DeadLetterConfig read(Section section, String defaultTopic) {
        return new DeadLetterConfig(
                section.string("topic", defaultTopic),
                section.choice("format", Format.class, Format.RECORD),
                section.string("header-prefix", DeadLetterHeaders.DEFAULT_PREFIX));
    }
}
