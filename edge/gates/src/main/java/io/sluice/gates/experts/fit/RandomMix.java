package io.sluice.gates.experts.fit;

import java.util.List;

/**
 * The best that can be had without looking at a request: of two experts one is asked by chance, so
 * often that the mean energy is the given one.
 */
final class RandomMix {
    private RandomMix() {}

    /**
     * The expected outcome, row by row; masks are those of the dearer expert, so that shares mean
     * nothing where two are mixed.
     *
     * @param singles of every expert alone
     * @param feasible those that may be asked, at least one
     * @param joules the mean energy, J a request
     */
    static ExpertReplay of(List<ExpertReplay> singles, long feasible, double joules) {
        ExpertReplay best = null;
        ExpertReplay frugal = null;
        for (int a = 0; a < singles.size(); a++) {
            for (int b = 0; b < singles.size(); b++) {
                if ((feasible >> a & 1) == 0 || (feasible >> b & 1) == 0) {
                    continue;
                }
                double cheap = singles.get(a).meanJoules();
                double dear = singles.get(b).meanJoules();
                if (frugal == null || cheap < frugal.meanJoules()) {
                    frugal = singles.get(a);
                }
                boolean alone = a == b && cheap <= joules;
                if (!alone && !(cheap < joules && joules <= dear)) {
                    continue;
                }
                double share = a == b ? 0 : (joules - cheap) / (dear - cheap);
                ExpertReplay mix = mixed(singles.get(a), singles.get(b), share);
                if (best == null || mix.accuracy() > best.accuracy()) {
                    best = mix;
                }
            }
        }
        return best == null ? frugal : best;
    }

    private static ExpertReplay mixed(ExpertReplay cheap, ExpertReplay dear, double share) {
        return new ExpertReplay(
                share == 0 ? cheap.masks() : dear.masks(),
                mixed(cheap.right(), dear.right(), share),
                mixed(cheap.joules(), dear.joules(), share),
                mixed(cheap.millis(), dear.millis(), share));
    }

    private static double[] mixed(double[] a, double[] b, double share) {
        double[] mixed = new double[a.length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (1 - share) * a[i] + share * b[i];
        }
        return mixed;
    }
}
