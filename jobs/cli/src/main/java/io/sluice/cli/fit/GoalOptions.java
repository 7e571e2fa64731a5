package io.sluice.cli.fit;

import io.sluice.cli.data.Share;
import io.sluice.fitting.FitGoal;
import io.sluice.gates.Guarantee;
import io.sluice.gates.fit.ExitFitSettings;
import java.util.OptionalDouble;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What the fitted rule is for. */
final class GoalOptions {

    /** How a bound is kept. */
    enum Method {
        ucb,
        fixed_sequence,
        crc;

        Guarantee.Method method() {
            return switch (this) {
                case ucb -> Guarantee.Method.UPPER_CONFIDENCE_BOUND;
                case fixed_sequence -> Guarantee.Method.FIXED_SEQUENCE;
                case crc -> Guarantee.Method.EXPECTATION;
            };
        }

        @Override
        public String toString() {
            return name().replace('_', '-');
        }
    }

    @Option(
            names = "--max-disagreement",
            paramLabel = "SHARE",
            converter = Share.class,
            description =
                    "keep a bound: the cheapest rule whose class differs from the full model's on at most"
                            + " that share of events, such as 1%%")
    Double maxDisagreement;

    @Option(
            names = "--confidence",
            paramLabel = "SHARE",
            converter = Share.class,
            defaultValue = "95%",
            description = "how sure that bound is to be (default: ${DEFAULT-VALUE}); not for crc")
    double confidence;

    @Option(
            names = "--method",
            defaultValue = "fixed-sequence",
            description = {
                "how the bound is kept: fixed-sequence (exact binomial tests from strict to loose), ucb",
                "(a betting upper confidence bound), or crc (a bound on the mean, without a confidence);",
                "default: ${DEFAULT-VALUE}"
            },
            converter = MethodConverter.class)
    Method method;

    @Option(
            names = "--mean-cost",
            paramLabel = "SHARE",
            converter = Share.class,
            description =
                    "instead of a bound: the most careful rule whose mean cost is at most that share of"
                            + " the full model's, such as 40%%")
    Double meanCost;

    @Option(
            names = "--lambda",
            paramLabel = "PRICE",
            description =
                    "what a full model's cost is worth to the gates, in right answers per event; larger"
                            + " means earlier exits (default: the cheapest under a bound, else 0.1)")
    Double lambda;

    @Option(
            names = "--prediction-sets",
            paramLabel = "SHARE",
            converter = Share.class,
            description =
                    "answer with sets of classes too, that miss the true one on at most that share of"
                            + " events, such as 5%%")
    Double missRate;

    FitGoal goal() {
        if (maxDisagreement != null && meanCost != null) {
            throw new IllegalArgumentException(
                    "--max-disagreement and --mean-cost both choose kappa; give one of them");
        }
        if (lambda != null && meanCost != null) {
            throw new IllegalArgumentException(
                    "--mean-cost finds lambda by itself; leave --lambda out");
        }
        if (meanCost != null) {
            return new FitGoal.MeanCost(meanCost);
        }
        if (maxDisagreement == null) {
            return new FitGoal.Price();
        }
        Guarantee.Method kept = method.method();
        boolean confident = kept != Guarantee.Method.EXPECTATION;
        double sure = confident ? confidence : 0;
        return new FitGoal.Bound(maxDisagreement, kept, sure, lambda == null);
    }

    /** Settings with the price that is asked for. */
    ExitFitSettings priced(ExitFitSettings settings) {
        return meanCost != null
                ? settings.withTargetCost(meanCost)
                : lambda == null ? settings : settings.withLambda(lambda);
    }

    OptionalDouble missRate() {
        return missRate == null ? OptionalDouble.empty() : OptionalDouble.of(missRate);
    }

    /** Enum constants have no hyphens. */
    static final class MethodConverter implements ITypeConverter<Method> {
        @Override
        public Method convert(String text) {
            for (Method method : Method.values()) {
                if (method.toString().equalsIgnoreCase(text)) {
                    return method;
                }
            }
            throw new TypeConversionException(
                    "'" + text + "' is no method; expected ucb, fixed-sequence or crc");
        }
    }
}
