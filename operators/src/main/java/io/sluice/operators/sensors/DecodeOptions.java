package io.sluice.operators.sensors;

import io.sluice.operators.admission.WatermarkOptions;
import java.io.Serializable;
import java.util.List;

/**
 * How records become frames.
 *
 * @param modalities the modalities of the bundle in its order
 * @param watermarks how event time advances
 */
public record DecodeOptions(List<ModalityInputs> modalities, WatermarkOptions watermarks)
        implements Serializable {
    public DecodeOptions {
        modalities = List.copyOf(modalities);
    }
}
