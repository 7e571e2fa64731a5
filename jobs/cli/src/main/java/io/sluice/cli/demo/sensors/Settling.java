package io.sluice.cli.demo.sensors;

/**
 * Says when nothing more is to be waited for. A sample of which a frame is a dead letter may still
 * have its answer on the way; so where some seem refused, the counts have to stay as they are for a
 * number of looks. Looks are counted and not seconds, as a machine that stands still has no looks.
 */
public final class Settling {
    private final int looks;
    private SampleCounts last;
    private int same;

    /**
     * @param looks in a row at which the counts have to be the same
     */
    public Settling(int looks) {
        this.looks = looks;
    }

    /** Takes the counts of a look; whether they are the last. */
    public boolean isOver(SampleCounts counts) {
        same = counts.equals(last) ? same + 1 : 0;
        last = counts;
        return counts.missing() <= 0 && (counts.refused() == 0 || same >= looks);
    }
}
