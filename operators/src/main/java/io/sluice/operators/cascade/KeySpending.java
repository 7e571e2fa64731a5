package io.sluice.operators.cascade;

import io.sluice.gates.KeyBudget;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.risk.KeyBuckets;
import io.sluice.operators.stage.TaskClock;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What the events of each key have spent of the policy's key budget (methods.md 4.17). Events
 * without a key, and those of policies without such a budget, are not limited.
 *
 * <p>One budget holds at a time, that of the newest epoch seen that has one: an event of an older
 * epoch is charged to it too, so that a change of budget gives nobody a second bucket.
 *
 * <p><b>Owned state:</b> the buckets; {@link #export} and {@link #restore} save and restore them.
 * <b>Design constraint:</b> a key's events come from one partition and so through one task; the
 * bucket of a key is right in that task alone. Not thread-safe.
 */
final class KeySpending {
    /** Keys whose bucket is not full, at most; about 10 MB. */
    static final int MOST_KEYS = 100_000;

    private KeyBuckets<ByteBuffer> buckets;
    private KeyBudget budget;
    private long epoch = Long.MIN_VALUE;
    private List<KeyBuckets.Entry<ByteBuffer>> restored = List.of();

    /**
     * Takes what a stage costs from the bucket of an event's key.
     *
     * @return false when the bucket does not hold as much; nothing is taken then
     */
    boolean pays(InFlight event, long multiplyAdds, TaskClock clock) {
        PolicyEpoch pinned = event.event.epoch();
        byte[] key = event.event.event().key();
        if (key == null || pinned.policy().keyBudget().isEmpty()) {
            return true;
        }
        long nowMicros = clock.micros();
        if (pinned.epoch() > epoch) {
            epoch = pinned.epoch();
            adopt(pinned.policy().keyBudget().get(), nowMicros);
        }
        return buckets.tryTake(ByteBuffer.wrap(key), nowMicros, multiplyAdds);
    }

    private void adopt(KeyBudget next, long nowMicros) {
        if (next.equals(budget)) {
            return;
        }
        List<KeyBuckets.Entry<ByteBuffer>> kept =
                buckets == null ? restored : buckets.export(nowMicros);
        budget = next;
        buckets = new KeyBuckets<>(next, MOST_KEYS);
        buckets.restore(kept);
        restored = List.of();
    }

    /** The buckets that are not full now. */
    List<KeyBuckets.Entry<ByteBuffer>> export(long nowMicros) {
        return buckets == null ? restored : buckets.export(nowMicros);
    }

    /** Takes buckets as they were; they count from the first event with a budget on. */
    void restore(List<KeyBuckets.Entry<ByteBuffer>> entries) {
        restored = List.copyOf(entries);
    }
}
