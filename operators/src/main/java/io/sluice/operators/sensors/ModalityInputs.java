package io.sluice.operators.sensors;

import java.io.Serializable;
import java.util.List;

/**
 * The inputs of a bundle that make up one modality.
 *
 * @param name the modality
 * @param inputs names of its inputs in the bundle's order, at least one
 */
public record ModalityInputs(String name, List<String> inputs) implements Serializable {
    public ModalityInputs {
        inputs = List.copyOf(inputs);
        if (name.isEmpty() || inputs.isEmpty()) {
            throw new IllegalArgumentException(
                    "a modality has a name and at least one input, not '" + name + "' " + inputs);
        }
    }
}
