package io.sluice.cli.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What rules do on labelled samples that none of them was fitted on: the content of the report, as
 * JSON and as HTML. Accuracies, costs and shares are from 0 to 1.
 *
 * @param bundle name, version and hash
 * @param data what the samples are
 * @param tuningRows rows on which baselines chose their thresholds
 * @param testRows rows that every figure here is of
 * @param seed of the split and of the resampling
 * @param resamples bootstrap resamples behind every interval, which are of 95 %
 * @param stages the ladder
 * @param rules the policy, the full model, each fixed exit, and every baseline at its point nearest
 *     to the policy's cost
 * @param curves accuracy against cost of each family of rules
 * @param reliability the policy's confidence against its accuracy
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Evaluation(
        String bundle,
        String data,
        int tuningRows,
        int testRows,
        long seed,
        int resamples,
        List<StageCost> stages,
        List<RuleResult> rules,
        List<Curve> curves,
        List<ReliabilityBin> reliability,
        List<String> notes) {

    /**
     * A stage and the exit at its end.
     *
     * @param multiplyAdds of the stage and its head
     * @param cumulativeCost multiply-adds up to here as a share of the full model's
     * @param micros measured here: time per row in batches, microseconds
     * @param accuracy of the exit on all test rows
     */
    record StageCost(
            String name,
            String exit,
            long multiplyAdds,
            double cumulativeCost,
            double micros,
            double accuracy,
            double calibrationError) {}

    /**
     * One rule on the test rows.
     *
     * @param family the curve it lies on
     * @param rule its parameters
     * @param difference accuracy less the full model's, paired
     * @param disagreement the share of rows whose class is not the full model's
     * @param micros computed from the stages' measured times, microseconds a row
     * @param joules estimated from those times and the power given, or null
     * @param calibrationError ECE of the given answers, 15 equal-count bins
     * @param coverage share of rows whose prediction set holds the label, or null without sets
     * @param setSize mean number of classes in the prediction set, or null
     * @param exitShares the share of rows that left at each exit
     * @param ties rows with a decision within 1e-5 of its threshold
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RuleResult(
            String family,
            String rule,
            Interval accuracy,
            Interval difference,
            Interval disagreement,
            double cost,
            long multiplyAdds,
            double micros,
            Double joules,
            double calibrationError,
            Double coverage,
            Double setSize,
            List<Double> exitShares,
            int ties) {}

    /** An estimate with its 95 % interval. */
    record Interval(double value, double low, double high) {}

    /** A family of rules from cheap to dear. */
    record Curve(String family, List<Point> points) {}

    /** One rule of a family. */
    record Point(double cost, double accuracy, double disagreement, String rule) {}

    /** Rows of like confidence: how sure, and how often right. */
    record ReliabilityBin(int rows, double confidence, double accuracy) {}
}
