package io.sluice.fitting;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * How a bundle's exits were fitted and what they are worth: the file {@value #FILE} of the bundle.
 * It holds no time and no name of a machine, so that the same fit gives the same bytes.
 *
 * @param bundle name and version
 * @param source the data set, in words
 * @param rows how many rows served what
 * @param settings what the fit was told
 * @param exits every exit, from the front to the back
 * @param rule the fitted rule
 * @param guarantee what it promises, or null
 * @param predictionSets how its sets of classes do, or null
 * @param calibration the rule on the rows that κ was chosen on
 * @param test the rule on rows that nothing was chosen on, or null when there are none
 * @param history the course of the fit, a line a step
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FitReport(
        String bundle,
        String source,
        Rows rows,
        Settings settings,
        List<Exit> exits,
        Rule rule,
        Promise guarantee,
        Sets predictionSets,
        Evaluation calibration,
        Evaluation test,
        List<String> history) {
    /** The report's file in a bundle. */
    public static final String FILE = "report.json";

    /** Numbers of rows. */
    public record Rows(int fit, int gates, int calibration, int test) {}

    /**
     * What the fit was told.
     *
     * @param costs {@code counted} or {@code measured}
     */
    public record Settings(
            long seed,
            String costs,
            int warmUpEpochs,
            int rounds,
            int epochsPerRound,
            int batch,
            double learningRate,
            double weightDecay) {}

    /**
     * An exit.
     *
     * @param head {@code fitted}, or {@code kept} where it was there before
     * @param features how many numbers its head reads; 0 for a head that was kept
     * @param multiplyAdds of its stage and head, per event
     * @param upToHere of all stages and heads up to it
     * @param cost of leaving here, as a share of the full model's: c_l of the gates' targets
     * @param secondsPerRow of its stage and head, where costs were measured
     * @param accuracy were all rows to leave here; on the test rows, or on the calibration rows
     *     when there are none
     * @param calibrationError the same rows' expected calibration error, 15 bins of equal counts
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Exit(
            String name,
            String stage,
            String head,
            int features,
            long multiplyAdds,
            long upToHere,
            double cost,
            Double secondsPerRow,
            double accuracy,
            double calibrationError) {}

    /**
     * The rule.
     *
     * @param kappa its knob; null when every event runs the full model
     * @param objective what its gates were taught: {@code stopping} or {@code best-exit}
     * @param lambda the price of a full model, in right answers per event for stopping, in nats for
     *     best-exit
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Rule(String kind, Float kappa, String objective, double lambda) {}

    /**
     * A guarantee.
     *
     * @param maxDisagreement the bound that was asked for
     * @param confidence that it holds, or null for a bound on the mean
     * @param samples the number of calibration rows
     * @param measured the share of them that disagreed
     * @param upperBound the least bound that would have passed, too
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Promise(
            double maxDisagreement,
            String method,
            Double confidence,
            int samples,
            double measured,
            double upperBound,
            String assumption) {}

    /**
     * Prediction sets on the rows of the evaluation.
     *
     * @param quantiles q̂ of each exit
     * @param coverage the share of sets that hold the true class
     * @param meanSize the mean number of classes in a set
     */
    public record Sets(double missRate, float[] quantiles, double coverage, double meanSize) {}

    /**
     * What the rule did on some rows.
     *
     * @param accuracy share of right answers
     * @param fullAccuracy the same of the full model
     * @param disagreement share of answers that are not the full model's
     * @param meanCost as a share of the full model's
     * @param meanMultiplyAdds per event
     * @param multiplyAddsShare of the full model's
     * @param exitShares share of rows that left at each exit
     * @param calibrationError of the rule's answers, 15 bins of equal counts
     * @param fullCalibrationError of the full model's
     * @param ties rows of which some decision was within 1e-5 of its threshold
     */
    public record Evaluation(
            int rows,
            double accuracy,
            double fullAccuracy,
            double disagreement,
            double meanCost,
            double meanMultiplyAdds,
            double multiplyAddsShare,
            double[] exitShares,
            double calibrationError,
            double fullCalibrationError,
            int ties) {}

    /** The report as JSON; the same report is the same bytes. */
    public byte[] json() {
        return ReportJson.write(this);
    }

    /** Reads a report. */
    public static FitReport read(byte[] json) {
        return ReportJson.read(FILE, json, FitReport.class);
    }
}
