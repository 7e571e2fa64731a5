package io.sluice.kernel.bundle;

import java.util.List;

/**
 * A modality of a sensor bundle, as the manifest lists it.
 *
 * @param name the modality's name, such as {@code camera}
 * @param inputs the bundle inputs that its frames bring; its stem reads them all, and no other
 *     stage does
 * @param stem name of the stage that makes its features
 * @param summary name of the stem's output that gates read, FLOAT32 [N, F]
 */
public record ModalitySpec(String name, List<String> inputs, String stem, String summary) {
    public ModalitySpec {
        inputs = List.copyOf(inputs);
    }
}
