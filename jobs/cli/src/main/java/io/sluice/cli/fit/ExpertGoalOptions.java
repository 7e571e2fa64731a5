package io.sluice.cli.fit;

import io.sluice.cli.data.Share;
import io.sluice.gates.experts.fit.ExpertGoal;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** By what λ0 of the choice of experts is chosen. */
final class ExpertGoalOptions {
    private static final double DEFAULT_KEEP = 0.97;

    @Option(
            names = "--keep",
            converter = Share.class,
            paramLabel = "SHARE",
            description = {
                "the least energy that keeps this share of the accuracy of asking all experts",
                "(default: 97%%)"
            })
    private Double keep;

    @Option(
            names = "--beat-best-single",
            paramLabel = "MARGIN",
            description = {
                "instead: the least energy that is at least as accurate as the best single expert, and by",
                "a margin of points more, such as 0.5%%; 0 for none"
            })
    private String margin;

    @Option(
            names = "--max-joules",
            paramLabel = "JOULES",
            description = "instead: the most accurate choice within a mean energy per request")
    private Double maxJoules;

    @Option(
            names = "--cost-weight",
            paramLabel = "LAMBDA",
            description = "instead: the weight of energy itself, at least 0")
    private Double costWeight;

    ExpertGoal goal() {
        if (Stream.of(keep, margin, maxJoules, costWeight).filter(Objects::nonNull).count() > 1) {
            throw new IllegalArgumentException(
                    "--keep, --beat-best-single, --max-joules and --cost-weight all choose the"
                            + " weight of energy; give one of them");
        }
        if (costWeight != null) {
            return new ExpertGoal.CostWeight(costWeight);
        }
        if (maxJoules != null) {
            return new ExpertGoal.MaxJoules(maxJoules);
        }
        if (margin != null) {
            return new ExpertGoal.BestSingle(margin(margin.strip()));
        }
        return new ExpertGoal.Keep(keep == null ? DEFAULT_KEEP : keep);
    }

    private static double margin(String text) {
        boolean points = text.endsWith("%");
        String digits = points ? text.substring(0, text.length() - 1).strip() : text;
        if (!digits.matches("\\d*\\.?\\d+")) {
            throw new IllegalArgumentException(
                    "--beat-best-single '" + text + "'; expected points such as 0.5%, or 0");
        }
        return Double.parseDouble(digits) / (points ? 100 : 1);
    }
}
