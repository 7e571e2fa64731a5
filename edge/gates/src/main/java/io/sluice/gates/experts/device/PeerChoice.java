package io.sluice.gates.experts.device;

/**
 * Whether a device answers a request itself or passes it on to a peer: itself while it is predicted
 * to make it, else the peer that is predicted to be the first to answer, if that makes it ([D]).
 * Predictions about peers are to be raised by the age of what is known of them, as {@link
 * io.sluice.gates.experts.FleetView#predictedMicros} does.
 */
public final class PeerChoice {
    /** The request stays. */
    public static final int ITSELF = -1;

    private PeerChoice() {}

    /**
     * The peer to pass a request on to.
     *
     * @param leftMicros how much of the budget is left
     * @param ownMicros when the device itself is predicted to have answered, from now; infinite
     *     when it does not have the expert
     * @param peerMicros the same of every peer; infinite for one that cannot be asked
     * @return a peer's index, or {@link #ITSELF}, also when nobody is predicted to make it
     */
    public static int choose(double leftMicros, double ownMicros, double[] peerMicros) {
        if (ownMicros <= leftMicros) {
            return ITSELF;
        }
        int best = ITSELF;
        for (int i = 0; i < peerMicros.length; i++) {
            boolean isBetter = best == ITSELF || peerMicros[i] < peerMicros[best];
            if (peerMicros[i] <= leftMicros && isBetter) {
                best = i;
            }
        }
        return best;
    }
}
