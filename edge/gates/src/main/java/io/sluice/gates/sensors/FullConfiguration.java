package io.sluice.gates.sensors;

/**
 * Which configuration stands for all sensors: what runs where no gate decides. Of those that need
 * every modality that is there it is the one with the least expected loss under the policy's table
 * and the shares of contexts; of all that are fed where none does. Immutable.
 */
public final class FullConfiguration {
    private final int[] needs;
    private final double[] losses;

    /** That of a policy, which must fit the structure. */
    public FullConfiguration(SensorStructure structure, SensorPolicy policy) {
        needs = structure.modalitiesOfAll();
        losses = new double[needs.length];
        double[] shares = policy.filter().start();
        for (int c = 0; c < shares.length; c++) {
            for (int k = 0; k < losses.length; k++) {
                losses[k] += shares[c] * policy.contextLoss()[c][k];
            }
        }
    }

    /**
     * The configuration for the modalities that are there.
     *
     * @param present a mask
     * @return its index, −1 when they feed none
     */
    public int of(int present) {
        int best = best(present, present);
        return best < 0 ? best(present, 0) : best;
    }

    private int best(int present, int needed) {
        int best = -1;
        for (int k = 0; k < needs.length; k++) {
            boolean fits = (needs[k] & ~present) == 0 && (needed & ~needs[k]) == 0;
            if (fits && (best < 0 || losses[k] < losses[best])) {
                best = k;
            }
        }
        return best;
    }
}
