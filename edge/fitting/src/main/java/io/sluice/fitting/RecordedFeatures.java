package io.sluice.fitting;

import io.sluice.gates.fit.FeatureTable;
import io.sluice.gates.fit.FitSample;
import io.sluice.gates.fit.LadderLogits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the stages of a frozen network gave for every row of a data set: features at the exits that
 * get a head, logits at those that keep theirs.
 *
 * <p>Owned state: a mapped temporary file per exit with features, until {@link #close}. Threading:
 * written by the recorder, then read by any number of threads.
 */
public final class RecordedFeatures implements FeatureTable, AutoCloseable {
    private final int rows;
    private final List<Optional<RowFile>> features = new ArrayList<>();
    private final List<float[]> logits = new ArrayList<>();

    RecordedFeatures(Backbone backbone, int rows) {
        this.rows = rows;
        try {
            for (Backbone.Stage stage : backbone.stages()) {
                if (stage.keepsHead()) {
                    features.add(Optional.empty());
                    logits.add(new float[Math.multiplyExact(rows, stage.width())]);
                } else {
                    RowFile file = new RowFile(stage.width() * Float.BYTES);
                    features.add(Optional.of(file));
                    logits.add(new float[0]);
                    file.grow(rows);
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The place for the features of an exit, or none where its logits are recorded. */
    Optional<RowFile> features(int exit) {
        return features.get(exit);
    }

    /** The logits of all rows at an exit that keeps its head. */
    public float[] logits(int exit) {
        return logits.get(exit);
    }

    /**
     * What the exits said, where all of them keep their heads.
     *
     * @param labels the class of each row, or −1 where it is not known
     * @param costs cumulative cost of each exit as a share of the full model's
     */
    LadderLogits ladder(int[] labels, int classes, double[] costs) {
        return new LadderLogits(classes, logits.toArray(new float[0][]), labels, costs);
    }

    /** The recording with labels and costs, to fit on. */
    FitSample sample(int[] labels, int classes, double[] costs) {
        FitSample sample = new FitSample(this, labels, classes, costs);
        for (int exit = 0; exit < exits(); exit++) {
            if (features.get(exit).isEmpty()) {
                sample = sample.withGiven(exit, logits.get(exit));
            }
        }
        return sample;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int exits() {
        return features.size();
    }

    @Override
    public int width(int exit) {
        return features.get(exit).map(file -> file.rowBytes() / Float.BYTES).orElse(0);
    }

    @Override
    public void read(int exit, int row, float[] target, int offset) {
        features.get(exit).orElseThrow().readFloats(row, target, offset);
    }

    @Override
    public void close() {
        features.forEach(file -> file.ifPresent(RowFile::close));
        features.clear();
    }
}
