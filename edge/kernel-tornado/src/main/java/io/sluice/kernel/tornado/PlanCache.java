package io.sluice.kernel.tornado;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.bundle.Sha256;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the plans of a stage that is open already: two openings of the same graph on the same
 * device share them.
 *
 * <p>Owned state: the plans in use and by how many. Thread-safe.
 */
final class PlanCache {
    private record Key(String graph, String inputs, String outputs, String source, String device) {}

    private static final class Entry {
        private final StagePlans plans;
        private int users;

        private Entry(StagePlans plans) {
            this.plans = plans;
        }
    }

    private static final PlanCache PROCESS = new PlanCache();

    private final Map<Key, Entry> open = new HashMap<>();

    static PlanCache process() {
        return PROCESS;
    }

    /** A use of a stage's plans, to be closed once. */
    interface Lease extends AutoCloseable {
        StagePlans plans();

        @Override
        void close();
    }

    /** Plans of a stage from its graph, made by the first who asks. */
    Lease lease(StageModel model, OpenDevice device, TornadoSettings settings) {
        return lease(model, device, settings, new GraphSource(model));
    }

    /** Plans of a stage, made by the first who asks, from what that one brings. */
    Lease lease(StageModel model, OpenDevice device, TornadoSettings settings, PlanSource source) {
        Key key =
                new Key(
                        Sha256.hex(model.onnx()),
                        model.inputs().toString(),
                        model.outputs().toString(),
                        source.identity(),
                        device.name() + " with " + device.limits().offers());
        Entry entry = use(key, model, device, settings, source);
        return new Lease() {
            @Override
            public StagePlans plans() {
                return entry.plans;
            }

            @Override
            public void close() {
                if (leave(key, entry)) {
                    entry.plans.close();
                }
            }
        };
    }

    private synchronized Entry use(
            Key key,
            StageModel model,
            OpenDevice device,
            TornadoSettings settings,
            PlanSource source) {
        Entry entry = open.get(key);
        if (entry == null || entry.plans.isLost()) {
            // Those who hold a lost stage go on to hold it; who comes now starts afresh.
            entry = new Entry(new StagePlans(model, device, settings, source));
            open.put(key, entry);
        }
        entry.users++;
        return entry;
    }

    /** Gives up one use; says whether it was the last. */
    private synchronized boolean leave(Key key, Entry entry) {
        entry.users--;
        if (entry.users == 0) {
            open.remove(key, entry);
        }
        return entry.users == 0;
    }
}
