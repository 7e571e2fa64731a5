package io.sluice.operators;

import io.sluice.gates.PassOnRule;
import io.sluice.gates.Prices;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.Header;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.PredictionJson;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes of an answer that is not sure enough an event for another job. The event keeps its id, key,
 * time, deadline, label and the headers that go through, and one header more: the answer that it
 * got here, so that whoever has the last one also has those before it and what they cost.
 *
 * @param rule which events go on
 * @param inputs the tensors that go on, by their names here the names there; an event that lacks
 *     one stays
 */
public record PassOn(PassOnRule rule, Map<String, String> inputs) implements Serializable {
    /** The header with a job's answer in JSON, as SPEC.md has it; one for each job passed. */
    public static final String HEADER = "sluice-passed-on";

    /** An event that goes on, and its headers. */
    public record Passed(Event event, List<Header> headers) {}

    public PassOn {
        inputs = new LinkedHashMap<>(inputs);
    }

    /**
     * The event that goes on in place of an answer, or null when the answer holds.
     *
     * @param answer with the tensors that the model got
     */
    public Passed of(Answer answer) {
        Prediction prediction = answer.prediction();
        if (prediction.predictedClass() < 0 || !passes(prediction)) {
            return null;
        }
        List<NamedTensor> there = new ArrayList<>(inputs.size());
        for (NamedTensor input : prediction.inputs()) {
            String name = inputs.get(input.name());
            if (name != null) {
                there.add(new NamedTensor(name, input.tensor()));
            }
        }
        if (there.size() < inputs.size()) {
            return null;
        }
        List<Header> headers = new ArrayList<>(answer.headers());
        headers.add(new Header(HEADER, PredictionJson.write(prediction.withoutInputs())));
        return new Passed(
                new Event(
                        prediction.eventId(),
                        prediction.key(),
                        prediction.eventTimeMillis(),
                        there,
                        prediction.label(),
                        answer.deadlineMillis()),
                headers);
    }

    private boolean passes(Prediction prediction) {
        return rule.passes(
                prediction.confidence(),
                prediction.decision().context(),
                Prices.of(prediction.decision().prices()).pressure());
    }
}
