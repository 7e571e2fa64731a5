package io.sluice.gates.experts.fit;

import io.sluice.gates.fit.Bootstrap.Interval;
import java.util.List;
import java.util.Map;

/**
 * What a choice of experts is worth for requests of one category, beside everything simpler.
 * Baselines are chosen on the very rows that they are judged on, which favours them.
 *
 * @param category its name
 * @param rows how many requests
 * @param bestSingle the most accurate of the experts that alone keep the category's limits
 * @param bestAtNoMoreEnergy the most accurate of those that take no more joules than the choice;
 *     null when there is none
 * @param keptOfAll accuracy of the choice as a share of that of all experts, weighted by the gate
 * @param joulesOfAll joules of the choice as a share of those of all experts
 * @param strategies the choice first
 */
public record ExpertEvaluation(
        String category,
        int rows,
        String bestSingle,
        String bestAtNoMoreEnergy,
        double keptOfAll,
        double joulesOfAll,
        List<Strategy> strategies) {
    /** What the choice is called. */
    public static final String CHOICE = "choice";

    /** All experts, weighted by the gate. */
    public static final String ALL = "all, weighted";

    /** All experts, each of the same weight. */
    public static final String ALL_EQUAL = "all, equal";

    /** One expert by chance, at the mean energy of the choice. */
    public static final String RANDOM_MIX = "random mix of equal energy";

    /** The cheapest expert that is right. */
    public static final String ORACLE = "oracle";

    /**
     * One way to answer.
     *
     * @param name an expert's, or one of those above
     * @param accuracy share of right answers
     * @param overBestSingle accuracy less that of the best single expert, row by row
     * @param joules J a request, the router's included where it is needed
     * @param millis of the slowest expert asked, in the mean, ms
     * @param asked experts a request
     * @param shares of the requests that each expert is asked for
     */
    public record Strategy(
            String name,
            Interval accuracy,
            Interval overBestSingle,
            double joules,
            double millis,
            double asked,
            Map<String, Double> shares) {}

    /** The strategy of a name. */
    public Strategy strategy(String name) {
        return strategies.stream()
                .filter(strategy -> strategy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no strategy '" + name + "'"));
    }
}
