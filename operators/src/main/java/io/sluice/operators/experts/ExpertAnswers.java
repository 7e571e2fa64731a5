package io.sluice.operators.experts;

import io.sluice.gates.Softmax;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.operators.Answer;
import io.sluice.operators.AnswerParts;
import io.sluice.schemas.Cost;
import io.sluice.schemas.DecisionRecord;
import io.sluice.schemas.DecisionRecord.ExpertUse;
import io.sluice.schemas.Event;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** Fuses what experts answered, and writes predictions with their decision records. */
final class ExpertAnswers {
    /** A probability of nothing has no logarithm. */
    private static final double LEAST_PROBABILITY = 1e-30;

    private final String bundle;
    private final List<String> classes;
    private final long routerMultiplyAdds;
    private final ExpertOptions options;
    private final ExpertAsker asker;
    private final Softmax one = new Softmax();
    private final Softmax fused = new Softmax();
    private final float[] logits;
    private final double[] probabilities;

    /**
     * @param bundle the router's bundle as {@code name@version#hash}
     */
    ExpertAnswers(
            String bundle,
            List<String> classes,
            long routerMultiplyAdds,
            ExpertOptions options,
            ExpertAsker asker) {
        this.bundle = bundle;
        this.classes = classes;
        this.routerMultiplyAdds = routerMultiplyAdds;
        this.options = options;
        this.asker = asker;
        this.logits = new float[classes.size()];
        this.probabilities = new double[classes.size()];
    }

    /** Whether logits are one finite number for each class. */
    boolean areUsable(Tensor answer) {
        return answer != null && answer.elementCount() == classes.size() && answer.isFinite();
    }

    /** Writes the answer of what is there. */
    Answer compose(PendingRequest request, InFlight flight, ReasonCode reason, long nowMicros) {
        float[] weights = weights(request, flight, one -> one.counts());
        boolean answered = fuse(request, weights);
        Event event = request.decoded().event();
        int predicted = answered ? fused.argmax() : -1;
        Prediction prediction =
                new Prediction(
                        event.id(),
                        event.key(),
                        event.eventTimeMillis(),
                        predicted,
                        answered ? classes.get(predicted) : "",
                        answered ? fused.maxProbability() : 0,
                        answered && options.probabilities()
                                ? AnswerParts.probabilities(fused)
                                : null,
                        event.label(),
                        record(request, flight, weights, answered, reason, nowMicros),
                        options.inputs() ? event.inputs() : List.of(),
                        null);
        return new Answer(
                prediction,
                AnswerParts.forwarded(
                        request.decoded().origin().headers(), options.forwardedHeaders()),
                event.deadlineMillis());
    }

    /**
     * The class that the answers of some experts alone make.
     *
     * @return -1 when not all of them have answered
     */
    int classOf(PendingRequest request, InFlight flight, long experts) {
        if (flight.unanswered(request, experts) != 0) {
            return -1;
        }
        float[] weights =
                weights(
                        request,
                        flight,
                        one ->
                                one.hasAnswered()
                                        && (experts & flight.experts.bit(one.expert())) != 0);
        return fuse(request, weights) ? fused.argmax() : -1;
    }

    /** By the index of those asked; the first answer of an expert counts. */
    private static float[] weights(
            PendingRequest request, InFlight flight, Predicate<Asked> isUsed) {
        float[] weights = new float[request.asked().size()];
        int[] experts = new int[weights.length];
        long mask = 0;
        for (int i = 0; i < weights.length; i++) {
            Asked asked = request.asked().get(i);
            int expert = flight.experts.policy().indexOf(asked.expert());
            boolean counts = isUsed.test(asked) && expert >= 0 && (mask >> expert & 1) == 0;
            experts[i] = counts ? expert : -1;
            mask |= counts ? 1L << expert : 0;
        }
        if (mask != 0) {
            float[] all = flight.experts.weights(flight.losses, mask);
            for (int i = 0; i < weights.length; i++) {
                weights[i] = experts[i] < 0 ? 0 : all[experts[i]];
            }
        }
        return weights;
    }

    private boolean fuse(PendingRequest request, float[] weights) {
        Arrays.fill(probabilities, 0);
        boolean any = false;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                Tensor answer = request.asked().get(i).logits();
                one.read(answer.toFloats(), 0, probabilities.length);
                for (int c = 0; c < probabilities.length; c++) {
                    probabilities[c] += (double) weights[i] * one.probability(c);
                }
                any = true;
            }
        }
        if (any) {
            for (int c = 0; c < logits.length; c++) {
                logits[c] = (float) Math.log(Math.max(probabilities[c], LEAST_PROBABILITY));
            }
            fused.read(logits, 0, logits.length);
        }
        return any;
    }

    private DecisionRecord record(
            PendingRequest request,
            InFlight flight,
            float[] weights,
            boolean answered,
            ReasonCode reason,
            long nowMicros) {
        List<ExpertUse> uses = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            Asked asked = request.asked().get(i);
            uses.add(new ExpertUse(asked.expert(), weights[i], asked.device(), asked.told()));
        }
        return new DecisionRecord(
                flight.epoch.epoch(),
                flight.epoch.policy().version(),
                bundle,
                request.provider(),
                -1,
                "",
                answered ? fused.maxProbability() : 0,
                List.of(),
                uses,
                flight.charge.prices().asList(),
                predicted(request, flight),
                actual(request, flight),
                reason.name(),
                request.decoded().admittedMicros(),
                nowMicros);
    }

    /** What asking those that were chosen first was expected to take. */
    private Cost predicted(PendingRequest request, InFlight flight) {
        long multiplyAdds = routerMultiplyAdds;
        double joules = 0;
        long bytes = 0;
        long slowest = 0;
        for (Asked asked : request.asked()) {
            if (asked.role() == Asked.Role.CHOSEN) {
                multiplyAdds += multiplyAdds(asked, flight);
                joules += asked.predictedJoules();
                bytes += asker.bytes(request, asked);
                slowest = Math.max(slowest, asked.predictedMicros());
            }
        }
        return new Cost(multiplyAdds, slowest * 1e-6, joules, bytes, Provenance.ESTIMATED);
    }

    /** What it took: of those that did not say, what was expected of them. */
    private Cost actual(PendingRequest request, InFlight flight) {
        long multiplyAdds = routerMultiplyAdds;
        double seconds = request.routerSeconds();
        double joules = 0;
        long bytes = 0;
        boolean measured = true;
        boolean any = false;
        for (Asked asked : request.asked()) {
            bytes += asker.bytes(request, asked);
            if (asked.mayHaveRun()) {
                multiplyAdds += multiplyAdds(asked, flight);
                seconds += asked.computeMicros() * 1e-6;
                joules += asked.spentJoules();
                measured &= asked.energy() == Provenance.MEASURED;
                any = true;
            }
        }
        return new Cost(
                multiplyAdds,
                seconds,
                joules,
                bytes,
                any && measured ? Provenance.MEASURED : Provenance.ESTIMATED);
    }

    private static long multiplyAdds(Asked asked, InFlight flight) {
        ExpertSpec spec = flight.experts.spec(asked.expert());
        return spec == null ? 0 : spec.multiplyAdds();
    }
}
