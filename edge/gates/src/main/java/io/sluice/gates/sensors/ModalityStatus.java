package io.sluice.gates.sensors;

/**
 * How a modality stands in an aligned sample. Only one that is present is used. Saved state has the
 * constants by their position, so they are only ever appended to.
 */
public enum ModalityStatus {
    /**
     * An observation of this tick, or an earlier one that is not older than the modality may be.
     */
    PRESENT,
    /** None, and none is known to have gone wrong. */
    MISSING,
    /** Its frame came after the sample of its tick had been given on. */
    LATE,
    /** Its newest observation is older than the modality may be. */
    STALE,
    /** Its observation has a value that is not finite, or the wrong shape or type. */
    BROKEN,
    /** Its value has been the same for as many frames as count as frozen. */
    FROZEN,
    /** Its frames have times that nothing else bears out. */
    CLOCK_JUMP,
    /** The device says that it is powered off. */
    ASLEEP,
    /** It should be powered and has been silent for long. */
    DEAD
}
