package io.sluice.cli.data;

import io.sluice.jobs.KafkaPosition;
import io.sluice.jobs.KafkaRange;
import io.sluice.jobs.config.SourceConfig;
import picocli.CommandLine.Option;

/** A range of a topic of a pipeline. */
public final class RangeOptions {
    @Option(
            names = "--from",
            defaultValue = "earliest",
            paramLabel = "POSITION",
            description = "first record: " + KafkaPosition.FORM)
    private String from;

    @Option(
            names = "--to",
            defaultValue = "latest",
            paramLabel = "POSITION",
            description = "behind the last record, in the same forms")
    private String to;

    /**
     * The range of a topic.
     *
     * @param source whose cluster it is on
     * @throws IllegalArgumentException when a position has none of the forms
     */
    public KafkaRange of(SourceConfig source, String topic) {
        return new KafkaRange(
                source.bootstrapServers(),
                source.properties(),
                topic,
                KafkaPosition.parse(from),
                KafkaPosition.parse(to));
    }
}
