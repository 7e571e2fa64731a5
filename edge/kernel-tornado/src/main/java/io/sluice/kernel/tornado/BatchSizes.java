package io.sluice.kernel.tornado;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** For how many rows plans are made. A smaller batch runs padded in the next plan. */
final class BatchSizes {
    private static final int MULTIPLE = 8;

    private BatchSizes() {}

    /** The configured sizes up to a greatest batch, and that batch rounded up to whole eights. */
    static SortedSet<Integer> upTo(int greatest, List<Integer> configured) {
        SortedSet<Integer> sizes = new TreeSet<>();
        configured.stream().filter(size -> size <= greatest).forEach(sizes::add);
        if (!sizes.contains(greatest)) {
            sizes.add((greatest + MULTIPLE - 1) / MULTIPLE * MULTIPLE);
        }
        return sizes;
    }
}
