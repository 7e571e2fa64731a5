package io.sluice.gates.sensors;

/** Which summaries of a sample can be used. */
public final class Summaries {
    private Summaries() {}

    /**
     * The present modalities whose summary is finite throughout. A modality with a NaN or an
     * infinity is masked whole; the others go on. Every rule of this package expects a mask that
     * went through here.
     *
     * @param summaries {@code [M][F_m]}; those of modalities that are not present are not read
     * @param present mask of the modalities with a summary
     */
    public static int usable(float[][] summaries, int present) {
        int usable = 0;
        for (int m = 0; m < summaries.length; m++) {
            if ((present >> m & 1) != 0 && isFinite(summaries[m])) {
                usable |= 1 << m;
            }
        }
        return usable;
    }

    private static boolean isFinite(float[] values) {
        float zero = 0;
        for (float value : values) {
            zero += value * 0f;
        }
        return zero == 0f;
    }
}
