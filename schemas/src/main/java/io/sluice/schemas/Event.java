package io.sluice.schemas;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * One event: what a device or service asks a prediction for.
 *
 * @param id identifies the event to its producer; never empty
 * @param key the key that orders and scopes events (device, tenant), or null; treat as read-only
 * @param eventTimeMillis when the event happened, milliseconds since the epoch
 * @param inputs the named tensors, in the order of the bundle's inputs
 * @param label the true class, when the producer knows it (evaluation), else empty
 * @param deadlineMillis when the answer is worthless, milliseconds since the epoch, or empty
 */
public record Event(
        String id,
        byte[] key,
        long eventTimeMillis,
        List<NamedTensor> inputs,
        OptionalLong label,
        OptionalLong deadlineMillis) {

    /** A tensor under the name of a model input. */
    public record NamedTensor(String name, Tensor tensor) {
        public NamedTensor {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(tensor, "tensor");
        }
    }

    public Event {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("an event's id is not empty");
        }
        inputs = List.copyOf(inputs);
    }

    /**
     * The tensor of an input.
     *
     * @throws IllegalArgumentException when the event has no such input
     */
    public Tensor input(String name) {
        for (NamedTensor input : inputs) {
            if (input.name().equals(name)) {
                return input.tensor();
            }
        }
        throw new IllegalArgumentException(
                "event " + id + " has no input '" + name + "', only " + inputs);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Event that
                && id.equals(that.id)
                && Arrays.equals(key, that.key)
                && eventTimeMillis == that.eventTimeMillis
                && inputs.equals(that.inputs)
                && label.equals(that.label)
                && deadlineMillis.equals(that.deadlineMillis);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                id, Arrays.hashCode(key), eventTimeMillis, inputs, label, deadlineMillis);
    }
}
