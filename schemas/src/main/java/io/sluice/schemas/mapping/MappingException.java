package io.sluice.schemas.mapping;

import io.sluice.schemas.ReasonCode;
import java.io.Serializable;
import java.util.List;

/**
 * A mapping that fits neither the model's inputs nor the records' schema: lists all that is wrong.
 */
public final class MappingException extends IllegalArgumentException {
    /** One thing that is wrong, and what a record that meets it is refused with. */
    record Problem(ReasonCode reason, String text) implements Serializable {}

    private final List<Problem> problems;

    MappingException(String subject, List<Problem> problems) {
        super(subject + ": " + String.join("; ", problems.stream().map(Problem::text).toList()));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, one sentence each. */
    public List<String> problems() {
        return problems.stream().map(Problem::text).toList();
    }

    /** The dead-letter code of the first problem, for schemas met at run time. */
    ReasonCode reason() {
        return problems.get(0).reason();
    }
}
