package io.sluice.gates;

/**
 * What a policy promises about its early answers, and what that rests on. Its exit rule's knob was
 * chosen so that the share of events whose early class differs from the full model's stays within
 * the bound (methods.md 5.1). Prices cannot make such a rule looser.
 *
 * @param maxDisagreement the bound, above 0 and below 1
 * @param method how the knob was chosen
 * @param confidence the probability, over calibration samples, that the bound holds; 0 for {@link
 *     Method#EXPECTATION}, which bounds a mean and has none
 * @param samples the number of calibration samples
 * @param measured the share of them that disagreed
 * @param assumption what must be true of the stream for the bound to hold
 */
public record Guarantee(
        double maxDisagreement,
        Method method,
        double confidence,
        int samples,
        double measured,
        String assumption) {
    /** The assumption of every method here. */
    public static final String EXCHANGEABLE =
            "events are exchangeable with the calibration sample; a shift of the stream voids it";

    /** How a knob is chosen under a bound. */
    public enum Method {
        /** An upper confidence bound of every stricter knob is within the bound, too. */
        UPPER_CONFIDENCE_BOUND,
        /** Tests in a fixed sequence from strict to loose, up to the first that fails. */
        FIXED_SEQUENCE,
        /** Conformal risk control: the mean over calibration samples and events is bounded. */
        EXPECTATION
    }

    public Guarantee {
        if (!(maxDisagreement > 0 && maxDisagreement < 1)) {
            throw new IllegalArgumentException(
                    "a bound on disagreement is above 0 and below 1, not " + maxDisagreement);
        }
        boolean confident = method != Method.EXPECTATION;
        if (confident ? !(confidence > 0 && confidence < 1) : confidence != 0) {
            throw new IllegalArgumentException(
                    confident
                            ? "a confidence is above 0 and below 1, not " + confidence
                            : "a bound on an expectation has no confidence, found " + confidence);
        }
        if (samples < 1) {
            throw new IllegalArgumentException(
                    "a guarantee rests on at least 1 sample, not " + samples);
        }
    }
}
