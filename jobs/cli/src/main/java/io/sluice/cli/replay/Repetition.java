package io.sluice.cli.replay;

import io.sluice.gates.fit.Outcomes;

/**
 * How the same decisions came out a second time.
 *
 * @param differ events that left at another exit or were given another class
 * @param withinTie those of them of which a decision was within 1e-5 of its threshold
 */
record Repetition(int differ, int withinTie) {
    static Repetition of(Outcomes once, Outcomes again) {
        int differ = 0;
        int withinTie = 0;
        for (int row = 0; row < once.rows(); row++) {
            if (once.exit(row) != again.exit(row) || once.predicted(row) != again.predicted(row)) {
                differ++;
                withinTie += once.isTie(row) || again.isTie(row) ? 1 : 0;
            }
        }
        return new Repetition(differ, withinTie);
    }

    /** Whether nothing differs but what rounding may tip. */
    boolean isSame() {
        return differ == withinTie;
    }

    @Override
    public String toString() {
        return differ == 0 ? "0" : differ + ", " + withinTie + " of them within 1e-5";
    }
}
