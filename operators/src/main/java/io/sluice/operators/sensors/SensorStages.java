package io.sluice.operators.sensors;

import io.sluice.kernel.KernelException;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.bundle.ModalitySpec;
import io.sluice.kernel.bundle.SensorLayout;
import io.sluice.operators.stage.BoundStage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stems and branches of a sensor bundle, bound for one task.
 *
 * <p>A sample is a row of the stems of its present modalities, and of the branches that its gate
 * chose; {@link SensorSample} knows which. <b>Owned state:</b> the bindings and their buffers,
 * whose contents mean nothing between two rounds. Not thread-safe.
 */
final class SensorStages implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SensorStages.class);

    /** Which stem's output fills an input of a branch. */
    private record Feature(int modality, int output) {}

    private final SensorLayout layout;
    private final List<BoundStage> stems = new ArrayList<>();
    private final List<BoundStage> branches = new ArrayList<>();
    private final List<List<Feature>> features = new ArrayList<>();
    private final int[] summaries;
    private final int[] logits;
    private final String[] failures;
    private final Runnable healthCheck;
    private final SensorListener listener;

    /**
     * @param healthCheck throws when the kernels no longer work at all; asked before a failed
     *     sample is blamed
     */
    SensorStages(ActiveBundle bundle, int maxBatch, Runnable healthCheck, SensorListener listener) {
        BundleManifest manifest = bundle.manifest();
        this.layout = manifest.sensorLayout().orElseThrow();
        this.healthCheck = healthCheck;
        this.listener = listener;
        int modalities = layout.modalities().size();
        this.summaries = new int[modalities];
        this.logits = new int[layout.branches().size()];
        this.failures = new String[maxBatch];
        try {
            for (int m = 0; m < modalities; m++) {
                stems.add(new BoundStage(bundle.stage(m), maxBatch));
                summaries[m] = stems.get(m).output(layout.modalities().get(m).summary());
            }
            for (int b = 0; b < logits.length; b++) {
                BoundStage branch = new BoundStage(bundle.stage(modalities + b), maxBatch);
                branches.add(branch);
                logits[b] = branch.output(manifest.stages().get(modalities + b).logits());
                features.add(features(branch));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private List<Feature> features(BoundStage branch) {
        List<Feature> found = new ArrayList<>();
        for (TensorSpec input : branch.inputs()) {
            for (int m = 0; m < stems.size(); m++) {
                int output = stems.get(m).output(input.name());
                if (output >= 0) {
                    found.add(new Feature(m, output));
                }
            }
        }
        return found;
    }

    /**
     * Runs the stems of all samples' present modalities and reads the summaries. A modality whose
     * stem fails on a sample is no longer present in it.
     */
    void runStems(List<SensorSample> round) {
        for (int m = 0; m < stems.size(); m++) {
            runStem(m, round);
        }
    }

    private void runStem(int modality, List<SensorSample> round) {
        BoundStage stem = stems.get(modality);
        ModalitySpec spec = layout.modalities().get(modality);
        int rows = 0;
        for (SensorSample sample : round) {
            if (sample.runsStem(modality)) {
                for (int i = 0; i < stem.inputs().size(); i++) {
                    stem.put(i, rows, sample.input(modality, stem.inputs().get(i).name()));
                }
                sample.stemRow[modality] = rows++;
            }
        }
        if (rows == 0) {
            return;
        }
        double share = run(stem, rows, modality) / rows;
        for (SensorSample sample : round) {
            if (!sample.runsStem(modality)) {
                continue;
            }
            int row = sample.stemRow[modality];
            sample.ran(stem, share);
            if (failures[row] == null) {
                stem.readRow(summaries[modality], row, sample.summaries[modality]);
            } else {
                LOG.debug("stem {} failed: {}", spec.stem(), failures[row]);
                sample.breaks(modality);
            }
        }
    }

    /**
     * Runs the branches that were chosen and reads their logits. A branch that fails on a sample is
     * taken out of its choice.
     */
    void runBranches(List<SensorSample> round) {
        for (int b = 0; b < branches.size(); b++) {
            runBranch(b, round);
        }
    }

    private void runBranch(int branch, List<SensorSample> round) {
        BoundStage stage = branches.get(branch);
        List<Feature> wanted = features.get(branch);
        int rows = 0;
        for (SensorSample sample : round) {
            if (sample.runs(branch)) {
                for (int i = 0; i < wanted.size(); i++) {
                    Feature feature = wanted.get(i);
                    BoundStage stem = stems.get(feature.modality());
                    stage.put(i, rows, stem, feature.output(), sample.stemRow[feature.modality()]);
                }
                rows++;
            }
        }
        if (rows == 0) {
            return;
        }
        double share = run(stage, rows, stems.size() + branch) / rows;
        int row = 0;
        for (SensorSample sample : round) {
            if (sample.runs(branch)) {
                sample.ran(stage, share);
                if (failures[row] == null) {
                    stage.readRow(logits[branch], row, sample.logits()[branch]);
                } else {
                    sample.fails(
                            branch, layout.branches().get(branch).stage() + ": " + failures[row]);
                }
                row++;
            }
        }
    }

    /** Runs a batch, row by row where it fails as a whole; {@link #failures} says what failed. */
    private double run(BoundStage stage, int rows, int index) {
        double seconds;
        try {
            seconds = stage.run(rows);
            Arrays.fill(failures, 0, rows, null);
        } catch (KernelException failed) {
            healthCheck.run();
            seconds = stage.runOneByOne(rows, failures);
        }
        listener.batchRan(index, rows, seconds, stage.isTakenOver());
        return seconds;
    }

    @Override
    public void close() {
        stems.forEach(BoundStage::close);
        branches.forEach(BoundStage::close);
    }
}
