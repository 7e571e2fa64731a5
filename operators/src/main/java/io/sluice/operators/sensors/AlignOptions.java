package io.sluice.operators.sensors;

import io.sluice.gates.sensors.AlignerSettings;
import io.sluice.operators.admission.PolicyOptions;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How frames are joined; see {@link AlignerSettings} for what the times mean.
 *
 * @param policies which policies may be in force
 * @param modalities the modalities of the bundle in its order
 * @param maxAge per modality
 */
public record AlignOptions(
        PolicyOptions policies,
        List<ModalityInputs> modalities,
        Duration period,
        Duration tolerance,
        Duration maxWait,
        List<Duration> maxAge,
        Duration maxSkew,
        int frozenAfter,
        Duration deadAfter)
        implements Serializable {
    public AlignOptions {
        modalities = List.copyOf(modalities);
        maxAge = List.copyOf(maxAge);
        if (maxAge.size() != modalities.size()) {
            throw new IllegalArgumentException(
                    modalities.size()
                            + " modalities need as many greatest ages, not "
                            + maxAge.size());
        }
    }

    /** The same in milliseconds. */
    AlignerSettings settings() {
        return new AlignerSettings(
                period.toMillis(),
                tolerance.toMillis(),
                maxWait.toMillis(),
                maxAge.stream().mapToLong(Duration::toMillis).toArray(),
                maxSkew.toMillis(),
                frozenAfter,
                deadAfter.toMillis());
    }
}
