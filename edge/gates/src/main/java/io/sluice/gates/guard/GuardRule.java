package io.sluice.gates.guard;

import io.sluice.gates.ExitRule;
import io.sluice.gates.GuardMessage;
import io.sluice.gates.risk.ConfidenceSequence;
import io.sluice.gates.risk.DriftAlarm;
import java.util.Optional;

/**
 * Keeps a policy's promise in the stream: measures by shadow runs how often early answers disagree
 * with the full model, and asks for the next stricter level when they disagree more often than is
 * promised. Pure: no clock, no randomness.
 *
 * <p>The test is the anytime-valid one of {@link DriftAlarm}, so it may be looked at after every
 * run: as long as the promise is kept, a level is left with probability at most 1 − confidence.
 * What is shown beside it is the interval of {@link ConfidenceSequence}.
 *
 * <p><b>Owned state:</b> {@link #state()}. Each pair of policy version and level is a measure of
 * its own: results of a newer epoch with another pair start it anew, those of other epochs are left
 * out. <b>Life cycle:</b> an order is awaited until results come under the level asked for. It is
 * repeated under a higher epoch when newer epochs are seen that lack the level, as another message
 * had taken the number, and after {@value #PATIENCE} further runs, as the message may be lost.
 * <b>Threading:</b> one thread.
 */
public final class GuardRule {
    /** So many runs under the old level are waited for before an order is repeated. */
    static final int PATIENCE = 1000;

    private String policyVersion;
    private int level;
    private long newestEpoch;
    private long newestFromMillis;
    private double bound;
    private double confidence;
    private ConfidenceSequence interval;
    private DriftAlarm alarm;
    private long disagreements;
    private long askedEpoch = GuardState.NOT_ASKED;
    private long runsSinceAsked;

    /** A guard that has seen nothing. */
    public GuardRule() {}

    /** A guard as it was, or a new one for null. */
    public GuardRule(GuardState saved) {
        if (saved == null) {
            return;
        }
        begin(saved.policyVersion(), saved.level(), saved.bound(), saved.confidence());
        newestEpoch = saved.newestEpoch();
        newestFromMillis = saved.newestFromMillis();
        disagreements = saved.disagreements();
        interval =
                new ConfidenceSequence(
                        1 - confidence,
                        new double[] {disagreements, saved.shadowRuns() - disagreements});
        if (saved.alarm().length > 0) {
            alarm = new DriftAlarm(bound, 1 - confidence, saved.alarm());
        }
        askedEpoch = saved.askedEpoch();
        runsSinceAsked = saved.runsSinceAsked();
    }

    /**
     * Takes one shadow run into account.
     *
     * @param mayOrder whether an order reaches anybody; if not, the guard only measures
     * @return what to ask for now
     */
    public Optional<GuardOrder> observe(ShadowResult result, boolean mayOrder) {
        if (!isMeasured(result)) {
            if (policyVersion != null && result.epoch() <= newestEpoch) {
                return Optional.empty();
            }
            begin(
                    result.policyVersion(),
                    result.guardLevel(),
                    result.maxDisagreement(),
                    result.confidence());
        }
        if (result.epoch() >= newestEpoch) {
            newestEpoch = result.epoch();
            newestFromMillis = result.effectiveFromMillis();
        }
        count(result.agreed());
        return mayOrder ? order() : Optional.empty();
    }

    private boolean isMeasured(ShadowResult result) {
        return result.guardLevel() == level && result.policyVersion().equals(policyVersion);
    }

    private void begin(String version, int newLevel, double newBound, double newConfidence) {
        policyVersion = version;
        level = newLevel;
        bound = newBound;
        confidence = newConfidence;
        interval = new ConfidenceSequence(1 - confidence);
        alarm = bound > 0 ? new DriftAlarm(bound, 1 - confidence) : null;
        disagreements = 0;
        askedEpoch = GuardState.NOT_ASKED;
        runsSinceAsked = 0;
    }

    private void count(boolean agreed) {
        interval.observe(!agreed);
        if (!agreed) {
            disagreements++;
        }
        if (alarm != null) {
            alarm.observe(agreed ? 0 : 1);
        }
        if (askedEpoch != GuardState.NOT_ASKED) {
            runsSinceAsked++;
        }
    }

    private Optional<GuardOrder> order() {
        if (alarm == null || !alarm.isRaised() || level >= ExitRule.MOST_GUARD_LEVEL) {
            return Optional.empty();
        }
        boolean isRepeated = askedEpoch != GuardState.NOT_ASKED;
        if (isRepeated && newestEpoch < askedEpoch && runsSinceAsked < PATIENCE) {
            return Optional.empty();
        }
        askedEpoch = newestEpoch + 1;
        runsSinceAsked = 0;
        GuardMessage message =
                new GuardMessage(
                        level + 1, policyVersion, shadowRuns(), disagreements, lower(), upper());
        return Optional.of(new GuardOrder(askedEpoch, newestFromMillis, message, isRepeated));
    }

    /** The guard level that is measured. */
    public int level() {
        return level;
    }

    /** How many shadow runs are in the measure. */
    public long shadowRuns() {
        return interval == null ? 0 : interval.count();
    }

    /** In how many of them the early class was not the full model's. */
    public long disagreements() {
        return disagreements;
    }

    /** The share of disagreements that is promised at most, 0 for no promise. */
    public double bound() {
        return bound;
    }

    /** Lower end of the interval of the share of disagreements. */
    public double lower() {
        return interval == null ? 0 : interval.lower();
    }

    /** The share of disagreements among the runs; 0 before the first. */
    public double estimate() {
        return shadowRuns() == 0 ? 0 : (double) disagreements / shadowRuns();
    }

    /** Upper end of the interval of the share of disagreements. */
    public double upper() {
        return interval == null ? 1 : interval.upper();
    }

    /** What to save; null before the first shadow run. */
    public GuardState state() {
        if (policyVersion == null) {
            return null;
        }
        return new GuardState(
                policyVersion,
                level,
                newestEpoch,
                newestFromMillis,
                bound,
                confidence,
                shadowRuns(),
                disagreements,
                alarm == null ? new double[0] : alarm.state(),
                askedEpoch,
                runsSinceAsked);
    }
}
