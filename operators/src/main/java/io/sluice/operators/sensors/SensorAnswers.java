package io.sluice.operators.sensors;

import io.sluice.gates.GateMode;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Softmax;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.operators.Answer;
import io.sluice.operators.AnswerParts;
import io.sluice.schemas.Cost;
import io.sluice.schemas.DecisionRecord;
import io.sluice.schemas.DecisionRecord.SensorUse;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.ReasonCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes predictions with their decision records. */
final class SensorAnswers {
    private final String bundle;
    private final SensorStructure structure;
    private final List<String> classes;
    private final SensorAccounts accounts;
    private final SensorOptions options;
    private SensorPolicy costed;
    private Cost everything;

    /**
     * @param bundle the bundle as {@code name@version#hash}
     */
    SensorAnswers(
            String bundle,
            SensorStructure structure,
            List<String> classes,
            SensorAccounts accounts,
            SensorOptions options) {
        this.bundle = bundle;
        this.structure = structure;
        this.classes = classes;
        this.accounts = accounts;
        this.options = options;
    }

    /**
     * @param softmax the fused answer; null when no configuration could run
     */
    Answer compose(SensorSample sample, Softmax softmax, ReasonCode reason, long nowMicros) {
        AlignedSample aligned = sample.aligned;
        int predicted = softmax == null ? -1 : softmax.argmax();
        Prediction prediction =
                new Prediction(
                        aligned.id(),
                        aligned.key(),
                        aligned.tickMillis(),
                        predicted,
                        softmax == null ? "" : classes.get(predicted),
                        softmax == null ? 0 : softmax.maxProbability(),
                        softmax != null && options.probabilities()
                                ? AnswerParts.probabilities(softmax)
                                : null,
                        aligned.label(),
                        record(sample, softmax, reason, nowMicros),
                        options.inputs() ? inputs(sample) : List.of(),
                        softmax == null ? null : predictionSet(sample, softmax).orElse(null));
        SensorFrame newest = aligned.newest();
        return new Answer(
                prediction,
                newest == null
                        ? List.of()
                        : AnswerParts.forwarded(
                                newest.origin().headers(), options.forwardedHeaders()));
    }

    private DecisionRecord record(
            SensorSample sample, Softmax softmax, ReasonCode reason, long nowMicros) {
        PolicyEpoch epoch = sample.aligned.epoch();
        SensorPolicy policy = epoch.policy().sensors().orElseThrow();
        boolean chosen = sample.configuration >= 0;
        int used = chosen ? structure.modalitiesOf(sample.configuration) : 0;
        return new DecisionRecord(
                epoch.epoch(),
                epoch.policy().version(),
                bundle,
                sample.provider,
                -1,
                "",
                softmax == null ? 0 : softmax.maxProbability(),
                structure.names(used),
                List.of(),
                sample.charge.prices().asList(),
                everything(policy),
                accounts.actual(sample),
                reason.name(),
                sample.aligned.admittedMicros(),
                nowMicros,
                chosen ? structure.configurations().get(sample.configuration).name() : "",
                policy.filter().contexts().get(sample.context),
                sensors(sample));
    }

    /** The classes of a prediction set, where the policy's sets hold for the sample. */
    private static Optional<int[]> predictionSet(SensorSample sample, Softmax softmax) {
        PolicyEpoch epoch = sample.aligned.epoch();
        boolean isByGates = sample.mode() == GateMode.ENFORCE && !sample.isCutShort;
        if (sample.unchanged
                || !isByGates
                || sample.charge.prices().pressure() > 0
                || epoch.guardLevel() > 0) {
            return Optional.empty();
        }
        return epoch.policy()
                .sensors()
                .flatMap(SensorPolicy::predictionSets)
                .map(sets -> sets.set(sample.present, softmax));
    }

    /** What there is to save from: the same for all samples of a policy. */
    private Cost everything(SensorPolicy policy) {
        if (policy != costed) {
            costed = policy;
            everything = accounts.everything(policy);
        }
        return everything;
    }

    private List<SensorUse> sensors(SensorSample sample) {
        List<SensorUse> uses = new ArrayList<>();
        for (int m = 0; m < structure.modalities().size(); m++) {
            uses.add(
                    new SensorUse(
                            structure.modalities().get(m),
                            sample.status(m).name(),
                            sample.aligned.agesMillis()[m]));
        }
        return uses;
    }

    private List<NamedTensor> inputs(SensorSample sample) {
        List<NamedTensor> inputs = new ArrayList<>();
        frames(sample.aligned).forEach(frame -> inputs.addAll(frame.event().inputs()));
        return inputs;
    }

    /** A sample's frames, each once. */
    static Set<SensorFrame> frames(AlignedSample sample) {
        Set<SensorFrame> frames = Collections.newSetFromMap(new IdentityHashMap<>());
        for (SensorFrame frame : sample.frames()) {
            if (frame != null) {
                frames.add(frame);
            }
        }
        return frames;
    }
}
