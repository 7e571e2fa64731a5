package io.sluice.experts;

import java.util.List;

/**
 * What an engine's thread has to do next.
 *
 * @param expert whose batch it is, or -1
 * @param open that expert, or null
 * @param batch what to compute; may be empty
 * @param hopeless those who cannot be answered in time any more
 * @param failed those whose expert cannot be opened, or who wait when the engine ends
 * @param trouble why those failed
 * @param isEnd whether nothing follows
 */
record Work(
        int expert,
        OpenExpert open,
        List<Pending> batch,
        List<Pending> hopeless,
        List<Pending> failed,
        String trouble,
        boolean isEnd) {

    static Work compute(int expert, OpenExpert open, List<Pending> batch, List<Pending> hopeless) {
        return new Work(expert, open, batch, hopeless, List.of(), "", false);
    }

    /** Answers and no batch. */
    static Work answers(List<Pending> hopeless, List<Pending> failed, String trouble) {
        return new Work(-1, null, List.of(), hopeless, failed, trouble, false);
    }

    static Work end(List<Pending> left) {
        return new Work(
                -1, null, List.of(), List.of(), left, "the engine was closed meanwhile", true);
    }
}
