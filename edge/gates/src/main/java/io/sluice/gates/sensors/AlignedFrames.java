package io.sluice.gates.sensors;

/**
 * The frames of one tick of a key, as an aligner gives them on. Reused by its owner: it holds until
 * the call that got it returns.
 *
 * @param <F> the frames
 */
public final class AlignedFrames<F> {
    private final Object[] frames;
    private final ModalityStatus[] statuses;
    private final long[] ages;
    private long tickMillis;
    private int onMask;
    private long ackSequence;

    AlignedFrames(int modalities) {
        frames = new Object[modalities];
        statuses = new ModalityStatus[modalities];
        ages = new long[modalities];
    }

    void begin(long newTickMillis, int newOnMask, long newAckSequence) {
        tickMillis = newTickMillis;
        onMask = newOnMask;
        ackSequence = newAckSequence;
    }

    void set(int modality, ModalityStatus status, F frame, long ageMillis) {
        statuses[modality] = status;
        frames[modality] = status == ModalityStatus.PRESENT ? frame : null;
        ages[modality] = ageMillis;
    }

    /** The event time of the sample. */
    public long tickMillis() {
        return tickMillis;
    }

    /** The sensors that are on as far as the device said, a mask; all before it said anything. */
    public int onMask() {
        return onMask;
    }

    /** The command that the device acknowledged last; −1 before it said anything. */
    public long ackSequence() {
        return ackSequence;
    }

    public int modalities() {
        return statuses.length;
    }

    public ModalityStatus status(int modality) {
        return statuses[modality];
    }

    /** The frame of a modality that is present, else null. */
    @SuppressWarnings("unchecked")
    public F frame(int modality) {
        return (F) frames[modality];
    }

    /** By how much its newest observation is older than the tick; -1 when there is none. */
    public long ageMillis(int modality) {
        return ages[modality];
    }
}
