package io.sluice.jobs.config;

import io.sluice.config.Section;
import io.sluice.gates.PassOnRule;
import io.sluice.operators.PassOn;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where events go on to that this job's answer is not sure enough of.
 *
 * @param topic what another job reads
 * @param maxSize the most bytes of an event that goes on, headers included; larger ones are
 *     answered
 * @param passOn which events, and what of them
 */
public record PassOnConfig(String topic, long maxSize, PassOn passOn) {
    /** What a topic of Kafka takes by default, less what Kafka adds to a record, and some more. */
    private static final long MAX_SIZE = 960 << 10;

    private static final double MARGIN = .02;

    static PassOnConfig read(Section section) {
        Section contexts = section.sectionOrEmpty("accuracies");
        Map<String, Double> accuracies = new LinkedHashMap<>();
        for (String context : contexts.keys()) {
            accuracies.put(context, contexts.decimal(context, 0, 1));
        }
        Map<String, String> inputs = section.properties("inputs");
        if (inputs.isEmpty()) {
            section.problem(
                    "inputs",
                    "missing",
                    "the inputs that go on, each with its name in the other job, such as"
                            + " {image: image}");
        }
        if (new HashSet<>(inputs.values()).size() < inputs.size()) {
            section.problem("inputs", inputs.toString(), "another name there for each input");
        }
        return new PassOnConfig(
                section.string("topic"),
                section.size("max-size", MAX_SIZE),
                new PassOn(
                        new PassOnRule(
                                section.decimal("accuracy", 0, 1),
                                accuracies,
                                section.decimal("margin", 0, 1, MARGIN)),
                        inputs));
    }
}
