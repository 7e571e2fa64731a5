package io.sluice.operators.sensors;

import io.sluice.gates.sensors.SendOnDelta;
import io.sluice.kernel.bundle.ModalitySpec;
import io.sluice.kernel.bundle.SensorLayout;
import io.sluice.schemas.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The cheapest gate, before any network: finds samples whose inputs have not moved by more than is
 * asked for since the last one of their key that was computed (methods.md 4.13).
 *
 * <p>What is computed is always the whole sample, so the model then holds its values exactly, and
 * an answer that is given again is never for values further than θ away.
 */
final class SensorDeltas {
    private final List<ModalitySpec> modalities;
    private final double[] thresholds;
    private final SendOnDelta[] rules;

    /**
     * @param byModality θ by modality, in the unit of its inputs; modalities that are not there
     *     always count as moved
     */
    SensorDeltas(SensorLayout layout, Map<String, Double> byModality) {
        modalities = layout.modalities();
        thresholds = new double[modalities.size()];
        rules = new SendOnDelta[thresholds.length];
        for (int m = 0; m < thresholds.length; m++) {
            thresholds[m] = byModality.getOrDefault(modalities.get(m).name(), Double.NaN);
        }
    }

    /**
     * Whether the last answer of the key holds for the sample too; notes its values if not.
     *
     * @param under what would decide about it: another policy or epoch may answer otherwise
     */
    boolean isUnchanged(SensorSample sample, SensorKeyState state, long under) {
        boolean same =
                sample.present != 0
                        && state.sentPresent == sample.present
                        && state.sentUnder == under;
        if (state.sent.length == 0) {
            state.sent = new float[thresholds.length][0];
        }
        float[][] values = new float[thresholds.length][];
        for (int m = 0; m < thresholds.length; m++) {
            if (!sample.has(m)) {
                continue;
            }
            if (Double.isNaN(thresholds[m])) {
                same = false;
                continue;
            }
            values[m] = values(sample, m);
            same &= !hasMoved(m, state.sent[m], values[m]);
        }
        if (!same) {
            for (int m = 0; m < values.length; m++) {
                state.sent[m] = values[m] == null ? state.sent[m] : values[m];
            }
            state.sentPresent = sample.present;
            state.sentUnder = under;
        }
        return same;
    }

    private boolean hasMoved(int modality, float[] last, float[] next) {
        if (last.length != next.length || !areFinite(next) || !areFinite(last)) {
            return true;
        }
        if (rules[modality] == null) {
            float[] each = new float[next.length];
            Arrays.fill(each, (float) thresholds[modality]);
            rules[modality] = new SendOnDelta(each);
        }
        return rules[modality].update(last.clone(), next) > 0;
    }

    /** An input may be allowed to have NaN; what has one is computed. */
    private static boolean areFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private float[] values(SensorSample sample, int modality) {
        List<Tensor> tensors =
                modalities.get(modality).inputs().stream()
                        .map(input -> sample.input(modality, input))
                        .toList();
        float[] values = new float[tensors.stream().mapToInt(Tensor::elementCount).sum()];
        int at = 0;
        for (Tensor tensor : tensors) {
            for (int i = 0; i < tensor.elementCount(); i++) {
                values[at++] = (float) tensor.numberAt(i);
            }
        }
        return values;
    }
}
