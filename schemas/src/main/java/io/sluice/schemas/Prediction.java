package io.sluice.schemas;

import io.sluice.schemas.Event.NamedTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * The answer to one event.
 *
 * @param eventId the event's id
 * @param key the event's key, or null
 * @param eventTimeMillis the event's time
 * @param predictedClass index of the predicted class, or -1 when there is none (budget exhausted
 *     with no fallback)
 * @param className its name from the bundle, or the index as text
 * @param confidence probability of the predicted class in [0, 1]
 * @param probabilities one probability per class (FLOAT32, rank 1), or null when not asked for
 * @param label the true class, when the event carried it
 * @param decision why, and what it cost
 * @param inputs the event's named tensors as the model got them; empty when not asked for
 * @param predictionSet indices of the classes that hold the true one with the probability that the
 *     policy states, rising, possibly none; null where no such set holds. Treat as read-only
 */
public record Prediction(
        String eventId,
        byte[] key,
        long eventTimeMillis,
        int predictedClass,
        String className,
        float confidence,
        Tensor probabilities,
        OptionalLong label,
        DecisionRecord decision,
        List<NamedTensor> inputs,
        int[] predictionSet) {

    public Prediction {
        inputs = List.copyOf(inputs);
    }

    /** The same without the tensors that the model got. */
    public Prediction withoutInputs() {
        return inputs.isEmpty()
                ? this
                : new Prediction(
                        eventId,
                        key,
                        eventTimeMillis,
                        predictedClass,
                        className,
                        confidence,
                        probabilities,
                        label,
                        decision,
                        List.of(),
                        predictionSet);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Prediction that
                && eventId.equals(that.eventId)
                && Arrays.equals(key, that.key)
                && eventTimeMillis == that.eventTimeMillis
                && predictedClass == that.predictedClass
                && className.equals(that.className)
                && Float.compare(confidence, that.confidence) == 0
                && Objects.equals(probabilities, that.probabilities)
                && label.equals(that.label)
                && decision.equals(that.decision)
                && inputs.equals(that.inputs)
                && Arrays.equals(predictionSet, that.predictionSet);
    }

    @Override
    public int hashCode() {
        return Objects.hash(eventId, Arrays.hashCode(key), eventTimeMillis, predictedClass, label);
    }
}
