package io.sluice.gates.fit;

/** What gates are taught. */
public enum GateObjective {
    /**
     * The exit that is best for each sample by cross-entropy and cost, as the paper has it
     * (methods.md 1.4); λ is in nats per full model.
     */
    BEST_EXIT(.5f),
    /**
     * Whether leaving gains more than what the later gates make of the sample (optimal stopping by
     * backward induction: ours, not of the paper); λ is in right answers per full model.
     */
    STOPPING(StoppingFit.KAPPA);

    private final float kappa;

    GateObjective(float kappa) {
        this.kappa = kappa;
    }

    /** The κ with which the gates are meant to be used. */
    public float kappa() {
        return kappa;
    }
}
