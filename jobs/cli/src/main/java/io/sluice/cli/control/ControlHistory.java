package io.sluice.cli.control;

import io.sluice.gates.BundleMessage;
import io.sluice.gates.EpochTable;
import io.sluice.gates.NamedBundle;
import io.sluice.gates.PolicyEpoch;
import io.sluice.jobs.SucceedingBundle;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.bundle.Bundle;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * What was in force on a control topic before the newest epoch.
 *
 * @param bundle the bundle of the pipeline's file
 * @param epochs those of the topic, from the first on
 * @param hasGaps whether messages are missing on the topic, as compaction drops them
 */
record ControlHistory(PipelineConfig config, Bundle bundle, EpochTable epochs, boolean hasGaps) {
    /**
     * The document of the policy in force before the newest, of the same bundle.
     *
     * @throws IllegalArgumentException when there is none, or the topic may have forgotten it
     */
    byte[] policy() {
        PolicyEpoch newest = epochs.newest();
        PolicyEpoch before =
                before(e -> !Arrays.equals(e.policyDocument(), newest.policyDocument()));
        String none = "there is no policy before " + newest.policy().version();
        if (before == null) {
            throw new IllegalArgumentException(none + ", with which the pipeline starts");
        }
        if (!before.bundle().isSame(newest.bundle())) {
            throw new IllegalArgumentException(
                    none
                            + " for "
                            + newest.bundle()
                            + "; sluice bundle rollback goes back to the bundle before");
        }
        requireKnown(before, "policy " + newest.policy().version(), "policy promote --policy");
        return before.policyDocument();
    }

    /**
     * The bundle before that of the newest epoch, with the last policy in force for it.
     *
     * @throws IllegalArgumentException when there is none, or the topic may have forgotten it
     */
    BundleMessage bundleMessage() {
        NamedBundle newest = epochs.newest().bundle();
        PolicyEpoch before = before(epoch -> !epoch.bundle().isSame(newest));
        if (before == null) {
            throw new IllegalArgumentException(
                    "there is no bundle before "
                            + newest
                            + " on the topic "
                            + config.control().topic()
                            + "; name the bundle wanted with sluice bundle promote --bundle");
        }
        requireKnown(before, newest.toString(), "bundle promote --bundle");
        NamedBundle named =
                before.bundle().isOfTheFile()
                        ? SucceedingBundle.named(config.bundle(), bundle)
                        : before.bundle();
        return new BundleMessage(named, before.policyDocument());
    }

    /** The newest epoch that is so, or null. */
    private PolicyEpoch before(Predicate<PolicyEpoch> isOther) {
        List<PolicyEpoch> known = epochs.epochs();
        for (int i = known.size() - 1; i >= 0; i--) {
            if (isOther.test(known.get(i))) {
                return known.get(i);
            }
        }
        return null;
    }

    /** What the pipeline starts with was the one before only where nothing may be lost between. */
    private void requireKnown(PolicyEpoch before, String newest, String command) {
        if (before.epoch() == 0 && hasGaps) {
            throw new IllegalArgumentException(
                    "the topic "
                            + config.control().topic()
                            + " has been compacted, and what came before "
                            + newest
                            + " may be lost; name the one wanted with sluice "
                            + command);
        }
    }
}
