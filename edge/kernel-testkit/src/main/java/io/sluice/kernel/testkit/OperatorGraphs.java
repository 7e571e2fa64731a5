package io.sluice.kernel.testkit;

import io.sluice.kernel.StageModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Graphs of a few nodes for every operator that a compiling provider has to know, in plain and in
 * awkward forms; each is named by what it shows. Whole numbers that they are given are indices
 * below {@value #INDICES}, truth values or pixels.
 */
public final class OperatorGraphs {
    /** What whole numbers that a graph is given must be below. */
    public static final int INDICES = 2;

    private static final long SEED = 20_261_122;

    private OperatorGraphs() {}

    public static List<StageModel> all() {
        List<StageModel> all = new ArrayList<>();
        all.addAll(ElementwiseGraphs.all(SEED));
        all.addAll(WindowGraphs.all(SEED));
        all.addAll(ProductGraphs.all(SEED));
        all.addAll(NormalizationGraphs.all(SEED));
        all.addAll(LayoutGraphs.all(SEED));
        all.addAll(BlockGraphs.all(SEED));
        return all;
    }
}
