package io.sluice.energy;

/** Shares a window's or batch's joules among the events that caused them. */
public final class EnergyShares {
    private EnergyShares() {}

    /**
     * Gives every event the part of the joules that its work is of all work; equal parts when none
     * caused any. The parts add up to the whole but for rounding.
     *
     * @param joules of all, at least 0, or NaN when unknown, as every part then is
     * @param work what each event caused, in any one unit such as multiply-adds, each at least 0
     * @param count how many events there are, at least 1
     * @param into where the parts go; may be {@code work}
     * @throws IllegalArgumentException naming work that is negative, infinite or NaN; nothing is
     *     written then
     */
    public static void divide(double joules, double[] work, int count, double[] into) {
        double all = 0;
        for (int i = 0; i < count; i++) {
            if (!(work[i] >= 0 && work[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "work of event " + i + " is " + work[i] + ", expected at least 0");
            }
            all += work[i];
        }
        for (int i = 0; i < count; i++) {
            into[i] = all > 0 ? joules * (work[i] / all) : joules / count;
        }
    }
}
