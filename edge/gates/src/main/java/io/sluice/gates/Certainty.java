package io.sluice.gates;

/** How sure a distribution is, as one number from 0 to 1 that a threshold can be put on. */
public enum Certainty {
    /** The greatest probability. */
    CONFIDENCE {
        @Override
        public float of(Softmax softmax) {
            return softmax.maxProbability();
        }
    },
    /** One less the entropy as a share of the greatest possible, ln C. */
    ENTROPY {
        @Override
        public float of(Softmax softmax) {
            int classes = softmax.classes();
            // Rounding of a uniform distribution must not fall below 0.
            return classes == 1
                    ? 1f
                    : (float) Math.max(0, 1 - softmax.entropy() / Math.log(classes));
        }
    },
    /** The greatest probability less the second greatest. */
    MARGIN {
        @Override
        public float of(Softmax softmax) {
            return softmax.margin();
        }
    };

    public abstract float of(Softmax softmax);
}
