package io.sluice.fitting.experts;

import io.sluice.fitting.ReportJson;
import io.sluice.gates.experts.fit.ExpertEvaluation;
import java.util.List;

/**
 * How a choice of experts was fitted and what it is worth: the file {@value #FILE} of a router
 * bundle. It holds no time and no name of a machine, so that the same fit gives the same bytes.
 *
 * @param bundle name and version
 * @param source the data set, in words
 * @param rows how many rows served what
 * @param router what it takes
 * @param experts what they take
 * @param gates the choice
 * @param gap what the gate of all experts loses on subsets
 * @param test by category, the choice and everything simpler on rows that nothing was fitted on;
 *     empty when there are none
 */
public record ExpertReport(
        String bundle,
        String source,
        Rows rows,
        Router router,
        List<Expert> experts,
        Gates gates,
        Gap gap,
        List<ExpertEvaluation> test) {
    /** The report's file in a bundle. */
    public static final String FILE = "report.json";

    /** Numbers of rows. */
    public record Rows(int fit, int gates, int calibration, int test) {}

    /** The router: multiply-adds and joules of a request. */
    public record Router(long multiplyAdds, double joules) {}

    /**
     * An expert.
     *
     * @param bundle name and version
     * @param device where it runs, in words
     * @param joules of a request, J, as given
     * @param computeMillis ms, as given
     */
    public record Expert(
            String name,
            String bundle,
            String device,
            long multiplyAdds,
            double joules,
            double computeMillis) {}

    /**
     * The choice.
     *
     * @param goal by what λ0 was chosen, in words
     * @param temperature τ
     * @param correlation ρ
     * @param costWeight λ0
     * @param joulesScale what joules are divided by, J
     * @param calibrationAccuracy on the rows that λ0 was chosen on
     * @param calibrationJoules there, J a request, without the router's
     */
    public record Gates(
            String goal,
            double temperature,
            double correlation,
            double costWeight,
            double joulesScale,
            double calibrationAccuracy,
            double calibrationJoules) {}

    /**
     * The gap to gates of subsets.
     *
     * @param tolerance above which there is a warning, nats
     * @param largest nats
     * @param exhaustive whether every subset was measured
     * @param subsets the largest gap first
     */
    public record Gap(double tolerance, double largest, boolean exhaustive, List<Subset> subsets) {
        /** Whether some subset deserves a gate of its own. */
        public boolean isTooLarge() {
            return largest > tolerance;
        }
    }

    /**
     * A subset of the experts.
     *
     * @param masked loss of the gate of all, nats
     * @param retrained loss of a gate of these alone, nats
     * @param gap the first less the second
     */
    public record Subset(List<String> experts, double masked, double retrained, double gap) {}

    /** The report as JSON; the same report is the same bytes. */
    public byte[] json() {
        return ReportJson.write(this);
    }

    /** Reads a report. */
    public static ExpertReport read(byte[] json) {
        return ReportJson.read(FILE, json, ExpertReport.class);
    }
}
