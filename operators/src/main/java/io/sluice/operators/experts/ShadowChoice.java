package io.sluice.operators.experts;

import io.sluice.gates.experts.ExpertSpec;

/**
 * What the choices of the gate that are not followed would have saved and changed, request by
 * request, in mode shadow.
 *
 * <p>Both sides are what was chosen first: hedges, which either may need, count for neither.
 * <b>Owned state:</b> none but what {@link ExpertMetrics} counts.
 */
final class ShadowChoice {
    private final ExpertAnswers answers;
    private final ExpertMetrics metrics;

    ShadowChoice(ExpertAnswers answers, ExpertMetrics metrics) {
        this.answers = answers;
        this.metrics = metrics;
    }

    /**
     * A request is settled.
     *
     * @param predicted the class that is its answer, −1 for none
     */
    void judge(PendingRequest request, InFlight flight, int predicted) {
        if (flight.shadow == 0 || request.asked().isEmpty()) {
            return;
        }
        int requests = 0;
        long multiplyAdds = 0;
        double joules = 0;
        for (Asked one : request.asked()) {
            if (one.role() == Asked.Role.CHOSEN) {
                requests++;
                multiplyAdds += flight.multiplyAdds(one);
                joules += spent(one);
            }
        }
        for (long rest = flight.shadow; rest != 0; rest &= rest - 1) {
            ExpertSpec spec =
                    flight.experts.policy().experts().get(Long.numberOfTrailingZeros(rest));
            Asked one = request.first(spec.name());
            metrics.wouldAsk(spec.name());
            requests--;
            multiplyAdds -= one == null ? spec.multiplyAdds() : flight.multiplyAdds(one);
            joules -= one == null ? spec.joules() : spent(one);
        }
        metrics.wouldSave(requests, multiplyAdds, joules);
        int would = answers.classOf(request, flight, flight.shadow);
        if (would < 0) {
            metrics.wouldBeUnknown();
        } else if (would != predicted) {
            metrics.wouldChange();
        }
    }

    private static double spent(Asked one) {
        return one.mayHaveRun() ? one.spentJoules() : 0;
    }
}
