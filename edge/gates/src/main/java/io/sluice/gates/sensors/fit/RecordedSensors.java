package io.sluice.gates.sensors.fit;

import io.sluice.gates.sensors.SensorStructure;

/**
 * What the stems and branches of a sensor bundle gave for every recorded sample, all sensors on and
 * all branches run: what everything about sensor gates is fitted and judged on. In memory: four
 * bytes for every feature of every summary and every logit of every branch. Immutable; arrays are
 * not copied.
 */
public final class RecordedSensors {
    private final SensorStructure structure;
    private final RecordedSamples samples;
    private final float[][] summaries;
    private final float[][] logits;

    /**
     * @param summaries for each modality {@code [rows · F_m]}, row after row; numbers of a modality
     *     that a sample lacks are not read
     * @param logits for each branch {@code [rows · classes]}, row after row; those of a branch that
     *     reads a modality that a sample lacks are not read
     * @throws IllegalArgumentException when there are not as many numbers as the structure says
     */
    public RecordedSensors(
            SensorStructure structure,
            RecordedSamples samples,
            float[][] summaries,
            float[][] logits) {
        this.structure = structure;
        this.samples = samples;
        this.summaries = summaries;
        this.logits = logits;
        requireCount("summaries", summaries.length, structure.modalities().size());
        requireCount("branches' logits", logits.length, structure.branches().size());
        long rows = samples.rows();
        for (int m = 0; m < summaries.length; m++) {
            requireCount(
                    "features of " + structure.modalities().get(m),
                    summaries[m].length,
                    rows * structure.summaryWidths().get(m));
        }
        for (int b = 0; b < logits.length; b++) {
            requireCount(
                    "logits of " + structure.branches().get(b).name(),
                    logits[b].length,
                    rows * samples.classes());
        }
    }

    private static void requireCount(String what, long found, long expected) {
        if (found != expected) {
            throw new IllegalArgumentException(
                    "a recording has " + found + " " + what + "; expected " + expected);
        }
    }

    public SensorStructure structure() {
        return structure;
    }

    public RecordedSamples samples() {
        return samples;
    }

    public int rows() {
        return samples.rows();
    }

    public int classes() {
        return samples.classes();
    }

    public int configurations() {
        return structure.configurations().size();
    }

    public int modalities() {
        return structure.modalities().size();
    }

    /** Room for {@link #readSummaries}: {@code [M][F_m]}. */
    public float[][] newSummaries() {
        float[][] room = new float[modalities()][];
        for (int m = 0; m < room.length; m++) {
            room[m] = new float[structure.summaryWidths().get(m)];
        }
        return room;
    }

    /** Copies the summaries of a sample to {@code [M][F_m]}. */
    public void readSummaries(int row, float[][] into) {
        for (int m = 0; m < into.length; m++) {
            int width = into[m].length;
            System.arraycopy(summaries[m], row * width, into[m], 0, width);
        }
    }

    /** Room for {@link #readLogits}: {@code [B][classes]}. */
    public float[][] newLogits() {
        return new float[logits.length][classes()];
    }

    /** Copies the logits of all branches for a sample to {@code [B][classes]}. */
    public void readLogits(int row, float[][] into) {
        for (int b = 0; b < into.length; b++) {
            System.arraycopy(logits[b], row * classes(), into[b], 0, classes());
        }
    }
}
