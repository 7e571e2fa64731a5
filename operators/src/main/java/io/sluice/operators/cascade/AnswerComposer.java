package io.sluice.operators.cascade;

import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.PredictionSets;
import io.sluice.gates.Softmax;
import io.sluice.kernel.bundle.StageSpec;
import io.sluice.operators.Answer;
import io.sluice.operators.AnswerParts;
import io.sluice.schemas.Cost;
import io.sluice.schemas.DecisionRecord;
import io.sluice.schemas.Event;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.Tensor;
import java.util.List;

/** Writes predictions with their decision records. */
final class AnswerComposer {
    private final String bundle;
    private final List<StageSpec> stages;
    private final List<String> classes;
    private final CascadeOptions options;
    private final long[] cumulativeMultiplyAdds;
    private final Cost fullDepth;

    /**
     * @param bundle the bundle as {@code name@version#hash}
     */
    AnswerComposer(
            String bundle, List<StageSpec> stages, List<String> classes, CascadeOptions options) {
        this.bundle = bundle;
        this.stages = stages;
        this.classes = classes;
        this.options = options;
        this.cumulativeMultiplyAdds = new long[stages.size()];
        long sum = 0;
        for (int i = 0; i < stages.size(); i++) {
            sum += stages.get(i).multiplyAdds();
            cumulativeMultiplyAdds[i] = sum;
        }
        this.fullDepth = Cost.compute(sum, 0);
    }

    /** Multiply-adds of one event up to and including a stage. */
    long multiplyAddsTo(int stage) {
        return cumulativeMultiplyAdds[stage];
    }

    Answer compose(
            InFlight inFlight,
            int exit,
            Softmax softmax,
            float score,
            ReasonCode reason,
            long nowMicros) {
        Cost actual = inFlight.cost(cumulativeMultiplyAdds[exit], inFlight.computeSeconds);
        DecisionRecord record =
                record(inFlight, exit, stages.get(exit).exit(), score, actual, reason, nowMicros);
        return answer(
                inFlight,
                softmax.argmax(),
                classes.get(softmax.argmax()),
                softmax.maxProbability(),
                options.probabilities() ? AnswerParts.probabilities(softmax) : null,
                predictionSet(inFlight, exit, softmax, reason),
                record);
    }

    /** A set holds for those whom the calibrated rule let out, and for no others. */
    private static int[] predictionSet(
            InFlight inFlight, int exit, Softmax softmax, ReasonCode reason) {
        PolicyEpoch epoch = inFlight.event.epoch();
        PredictionSets sets = epoch.predictionSets();
        boolean isLoosened =
                inFlight.prices().pressure() > 0 && epoch.policy().guarantee().isEmpty();
        boolean isByRule =
                switch (reason) {
                    // Another provider's logits are held to the same golden vectors.
                    case EXIT, FULL_DEPTH, PROVIDER_FALLBACK -> true;
                    default -> false;
                };
        return sets == null || isLoosened || !isByRule ? null : sets.set(exit, softmax);
    }

    /** The answer to an event for which no stage could be run. */
    Answer composeRefusal(InFlight inFlight, long nowMicros) {
        DecisionRecord record =
                record(inFlight, -1, "", 0, Cost.NONE, ReasonCode.BUDGET_EXHAUSTED, nowMicros);
        return answer(inFlight, -1, "", 0, null, null, record);
    }

    private Answer answer(
            InFlight inFlight,
            int predictedClass,
            String className,
            float confidence,
            Tensor probabilities,
            int[] predictionSet,
            DecisionRecord record) {
        Event event = inFlight.event.event();
        Prediction prediction =
                new Prediction(
                        event.id(),
                        event.key(),
                        event.eventTimeMillis(),
                        predictedClass,
                        className,
                        confidence,
                        probabilities,
                        event.label(),
                        record,
                        options.inputs() ? event.inputs() : List.of(),
                        predictionSet);
        return new Answer(
                prediction,
                AnswerParts.forwarded(
                        inFlight.event.origin().headers(), options.forwardedHeaders()),
                event.deadlineMillis());
    }

    private DecisionRecord record(
            InFlight inFlight,
            int exit,
            String exitName,
            float score,
            Cost actual,
            ReasonCode reason,
            long nowMicros) {
        PolicyEpoch epoch = inFlight.event.epoch();
        return new DecisionRecord(
                epoch.epoch(),
                epoch.policy().version(),
                bundle,
                inFlight.provider,
                exit,
                exitName,
                score,
                List.of(),
                List.of(),
                inFlight.prices().asList(),
                fullDepth,
                actual,
                reason.name(),
                inFlight.event.admittedMicros(),
                nowMicros);
    }
}
