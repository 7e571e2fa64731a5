package io.sluice.operators.sensors;

import io.sluice.gates.sensors.FrameAligner;
import io.sluice.schemas.Event.NamedTensor;
import java.util.List;

/** Fingerprints of the values that a frame has of a modality. */
final class FrameContent implements FrameAligner.Content<SensorFrame> {
    private final List<ModalityInputs> modalities;

    FrameContent(List<ModalityInputs> modalities) {
        this.modalities = modalities;
    }

    @Override
    public long fingerprint(SensorFrame frame, int modality) {
        List<String> names = modalities.get(modality).inputs();
        List<NamedTensor> inputs = frame.event().inputs();
        long fingerprint = 0;
        for (int i = 0; i < inputs.size(); i++) {
            if (names.contains(inputs.get(i).name())) {
                fingerprint = 31 * fingerprint + inputs.get(i).tensor().fingerprint();
            }
        }
        return fingerprint;
    }
}
