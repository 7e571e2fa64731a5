package io.sluice.gates.experts;

/**
 * Which experts to have in play: the set S of least mean loss of its best expert, mean over rows of
 * min over S of the losses, under limits that a larger set never meets better.
 *
 * @param losses {@code [rows][experts]}: predicted losses of a sample, from 0 to 1; at least one
 *     row, at most {@link ExpertPolicy#MOST_EXPERTS} experts
 * @param millis predicted completion at each expert, aggregation included, ms; infinite for one
 *     that no replica runs
 * @param joules of one request at each, J, at least 0
 * @param watts that keeping each ready draws, W, at least 0
 * @param mostAsked k: how many are asked of a request, at least 1
 * @param mostMillis limit of every expert's completion, ms
 * @param mostJoules limit of the sum of the k greatest joules in the set, J: whichever k are asked
 *     take no more
 * @param mostWatts limit of the sum of the watts of the set, W
 */
public record CoarseProblem(
        float[][] losses,
        double[] millis,
        double[] joules,
        double[] watts,
        int mostAsked,
        double mostMillis,
        double mostJoules,
        double mostWatts) {
    public CoarseProblem {
        int experts = millis.length;
        if (experts > ExpertPolicy.MOST_EXPERTS) {
            throw new IllegalArgumentException(
                    experts + " experts; expected at most " + ExpertPolicy.MOST_EXPERTS);
        }
        if (losses.length < 1 || joules.length != experts || watts.length != experts) {
            throw new IllegalArgumentException(
                    losses.length
                            + " rows of losses, "
                            + joules.length
                            + " energies and "
                            + watts.length
                            + " standby powers; expected at least 1 row and "
                            + experts
                            + " of the others");
        }
        for (float[] row : losses) {
            if (row.length != experts) {
                throw new IllegalArgumentException(
                        "a row of " + row.length + " losses; expected " + experts);
            }
        }
        if (mostAsked < 1) {
            throw new IllegalArgumentException("most-asked " + mostAsked + "; expected at least 1");
        }
    }

    /** The mask of all experts. */
    long all() {
        return experts() == 0 ? 0 : -1L >>> (Long.SIZE - experts());
    }

    public int experts() {
        return millis.length;
    }
}
