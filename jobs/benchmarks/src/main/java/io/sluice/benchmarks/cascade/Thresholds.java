package io.sluice.benchmarks.cascade;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.ExitRule;
import java.util.List;
import java.util.stream.Stream;

/** A pair of confidence thresholds that is measured. */
record Thresholds(String name, float first, float second) {
    /**
     * Rows of the threshold table in the Fashion-MNIST example's README, named by the points that
     * they may lose on the validation images; a test holds them to the README.
     */
    static final List<Thresholds> OF_THE_EXAMPLE =
            List.of(
                    new Thresholds("loss-0", .82f, .76f),
                    new Thresholds("loss-0.25", .77f, .59f),
                    new Thresholds("loss-0.5", .73f, .55f),
                    new Thresholds("loss-1", .65f, .41f),
                    new Thresholds("loss-2", .48f, .3f));

    /**
     * Stricter pairs for the part of the curve with small savings. Not chosen on validation data,
     * and added after the others had been measured: they illustrate and prove no goal.
     */
    static final List<Thresholds> STRICT =
            List.of(
                    new Thresholds("strict-0.999", .999f, .999f),
                    new Thresholds("strict-0.98", .98f, .98f),
                    new Thresholds("strict-0.95", .95f, .95f));

    /** Loses at most half a point with 95 % confidence; spends as loss-0 does, to 2 %. */
    static final Thresholds BOUND = new Thresholds("bound-0.5", .8f, .8f);

    ExitRule rule() {
        return CertaintyThreshold.confidence(first, second);
    }

    /** All pairs. */
    static List<Thresholds> measured() {
        return Stream.of(STRICT, OF_THE_EXAMPLE).flatMap(List::stream).toList();
    }
}
