package io.sluice.operators.sensors;

import io.sluice.gates.GateMode;
import io.sluice.gates.sensors.ModalityStatus;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.operators.stage.BoundStage;
import io.sluice.schemas.Tensor;

/**
 * A sample on its way through stems, gates and branches. Mutable; the round owns and reuses it, so
 * that its arrays are made once.
 */
final class SensorSample {
    /** {@code [M][F_m]}; only those of present modalities mean something. */
    final float[][] summaries;

    /** For each modality that is present its row in the stem's batch. */
    final int[] stemRow;

    private final ModalityStatus[] status;
    private final float[][] logits;

    AlignedSample aligned;

    /** What it is asked to pay and has reserved. */
    SampleCharge charge;

    /** The key as Flink has it. */
    Object key;

    /** Modalities with a usable observation and, once stems have run, a usable summary. */
    int present;

    /** The modalities that are there, but whose stems a cap does not allow. */
    int withheld;

    /** The chosen configuration, −1 for none. */
    int configuration;

    /** Whether a cap allowed less than its gates chose. */
    boolean isCutShort;

    /** What its gates would have done, where they are not followed; else null. */
    Unfollowed unfollowed;

    /** Index of the most probable context. */
    int context;

    /** The modalities whose stems have run, as a mask. */
    int stemsRun;

    /** How long its sensors have been as they are, ms. */
    long drawnMillis;

    /** What they have drawn in that time, and what waking them took, J. */
    double drawnJoules;

    /** What it costs in all, J. */
    double joules;

    long multiplyAdds;

    /** Its share of the batches it was part of, in seconds. */
    double computeSeconds;

    /** The provider and device that ran its last stage; empty as long as none has run. */
    String provider;

    boolean takenOver;

    /** Whether the last answer of its key is given again. */
    boolean unchanged;

    /** Why it cannot be answered, or null. */
    String failure;

    private int chosenBranches;
    private int unfollowedBranches;

    SensorSample(SensorStructure structure, int classes) {
        int modalities = structure.modalities().size();
        this.summaries = new float[modalities][];
        for (int m = 0; m < modalities; m++) {
            summaries[m] = new float[structure.summaryWidths().get(m)];
        }
        this.stemRow = new int[modalities];
        this.status = new ModalityStatus[modalities];
        this.logits = new float[structure.branches().size()][classes];
    }

    void begin(AlignedSample sample, Object flinkKey, SampleCharge newCharge) {
        aligned = sample;
        key = flinkKey;
        charge = newCharge;
        withheld = 0;
        isCutShort = false;
        unfollowed = null;
        unfollowedBranches = 0;
        drawnMillis = 0;
        drawnJoules = 0;
        present = sample.present();
        for (int m = 0; m < status.length; m++) {
            status[m] = sample.statuses().get(m);
        }
        configuration = -1;
        chosenBranches = 0;
        context = -1;
        stemsRun = 0;
        joules = 0;
        multiplyAdds = 0;
        computeSeconds = 0;
        provider = "";
        takenOver = false;
        unchanged = false;
        failure = null;
    }

    /** What becomes of the decisions of its gates. */
    GateMode mode() {
        return aligned.epoch().mode();
    }

    boolean has(int modality) {
        return (present >> modality & 1) != 0;
    }

    boolean runsStem(int modality) {
        return !unchanged && has(modality);
    }

    Tensor input(int modality, String name) {
        return aligned.frames().get(modality).event().input(name);
    }

    /** Takes modalities whose summary cannot be used out of the sample. */
    void keep(int usable) {
        for (int m = 0; m < status.length; m++) {
            if (has(m) && (usable >> m & 1) == 0) {
                breaks(m);
            }
        }
    }

    /** Runs no other stems than those of some modalities. */
    void runOnly(int modalities) {
        withheld = present & ~modalities;
        present &= modalities;
    }

    void breaks(int modality) {
        present &= ~(1 << modality);
        status[modality] = ModalityStatus.BROKEN;
    }

    ModalityStatus status(int modality) {
        return status[modality];
    }

    void choose(int chosen, int branches) {
        configuration = chosen;
        chosenBranches = branches;
    }

    /** Has branches run besides, to see what the gates would have answered. */
    void follows(Unfollowed instead, int branches) {
        unfollowed = instead;
        unfollowedBranches = branches;
    }

    boolean runs(int branch) {
        return ((chosenBranches | unfollowedBranches) >> branch & 1) != 0;
    }

    void fails(String message) {
        failure = message;
    }

    /** A branch has failed; one that is not in the answer does no harm to it. */
    void fails(int branch, String message) {
        if ((chosenBranches >> branch & 1) != 0) {
            fails(message);
        } else {
            unfollowed = null;
        }
    }

    /** {@code [branches][classes]}; only those of branches that ran mean something. */
    float[][] logits() {
        return logits;
    }

    /** Notes that a stage has run for it. */
    void ran(BoundStage stage, double seconds) {
        computeSeconds += seconds;
        provider = stage.ranOn();
        takenOver |= stage.isTakenOver();
    }
}
