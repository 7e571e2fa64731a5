package io.sluice.benchmarks.cascade;

import java.util.List;

/**
 * A row of the threshold table in the Fashion-MNIST example's README.
 *
 * @param allowedLoss points of accuracy that the thresholds may lose on the validation images
 */
record Thresholds(double allowedLoss, float first, float second) {
    /** The rows that are measured; a test holds them to the README. */
    static final List<Thresholds> MEASURED =
            List.of(
                    new Thresholds(0, .82f, .76f),
                    new Thresholds(.25, .77f, .59f),
                    new Thresholds(.5, .73f, .55f),
                    new Thresholds(1, .65f, .41f),
                    new Thresholds(2, .48f, .3f));

    String name() {
        return allowedLoss == 0
                ? "loss-0"
                : "loss-" + (allowedLoss % 1 == 0 ? "" + (int) allowedLoss : "" + allowedLoss);
    }
}
