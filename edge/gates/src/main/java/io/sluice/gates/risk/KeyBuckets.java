package io.sluice.gates.risk;

import io.sluice.gates.KeyBudget;
import io.sluice.gates.budget.TokenBucket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link TokenBucket} for each key, of a bounded number of keys. A key that is not in the table
 * has a full bucket, so full buckets need no place: when the table is full they go, and where there
 * are none the fullest do, of which the least is lost.
 *
 * <p><b>Owned state:</b> {@link #export}. <b>Threading:</b> one thread.
 *
 * @param <K> a key, with equals and hashCode
 */
public final class KeyBuckets<K> {
    /** What share of a table without full buckets is dropped, so that few inserts have to. */
    private static final int DROPPED_PART = 8;

    private final KeyBudget budget;
    private final int mostKeys;
    private final Map<K, TokenBucket> buckets = new LinkedHashMap<>();

    /**
     * A key's bucket as it was.
     *
     * @param level in multiply-adds
     * @param micros when it had that level
     */
    public record Entry<K>(K key, double level, long micros) {}

    /**
     * An empty table.
     *
     * @param mostKeys how many keys it holds, at least 1
     */
    public KeyBuckets(KeyBudget budget, int mostKeys) {
        if (mostKeys < 1) {
            throw new IllegalArgumentException(
                    "a table of buckets holds at least 1 key, not " + mostKeys);
        }
        this.budget = budget;
        this.mostKeys = mostKeys;
    }

    /**
     * Takes a cost from a key's bucket if it holds as much.
     *
     * @param nowMicros the time, in microseconds since any fixed one
     * @param multiplyAdds at least 0
     * @return whether it was taken
     */
    public boolean tryTake(K key, long nowMicros, long multiplyAdds) {
        TokenBucket bucket = buckets.get(key);
        if (bucket == null) {
            makeRoom(nowMicros);
            bucket = TokenBucket.full(budget.multiplyAddsPerSecond(), budget.burst(), nowMicros);
            buckets.put(key, bucket);
        }
        return bucket.tryTake(nowMicros, multiplyAdds);
    }

    /** The number of keys that have a bucket. */
    public int size() {
        return buckets.size();
    }

    private void makeRoom(long nowMicros) {
        if (buckets.size() < mostKeys) {
            return;
        }
        buckets.values().removeIf(bucket -> bucket.isFull(nowMicros));
        if (buckets.size() >= mostKeys) {
            dropFullest();
        }
    }

    /** Of equally full ones the oldest go first. */
    private void dropFullest() {
        List<Map.Entry<K, TokenBucket>> entries = new ArrayList<>(buckets.entrySet());
        entries.sort(
                Comparator.comparingDouble(
                        (Map.Entry<K, TokenBucket> entry) -> entry.getValue().fullAtMicros()));
        int dropped = Math.max(1, mostKeys / DROPPED_PART);
        for (Map.Entry<K, TokenBucket> entry : entries.subList(0, dropped)) {
            buckets.remove(entry.getKey());
        }
    }

    /** The buckets that are not full at a time. */
    public List<Entry<K>> export(long nowMicros) {
        List<Entry<K>> entries = new ArrayList<>();
        buckets.forEach(
                (key, bucket) -> {
                    if (!bucket.isFull(nowMicros)) {
                        entries.add(new Entry<>(key, bucket.level(), bucket.micros()));
                    }
                });
        return entries;
    }

    /**
     * Adds buckets as they were. Of a key that comes twice, as when two tasks become one, the
     * emptier counts; beyond the bounded number of keys the fullest are dropped.
     */
    public void restore(List<Entry<K>> entries) {
        for (Entry<K> entry : entries) {
            TokenBucket bucket =
                    new TokenBucket(
                            budget.multiplyAddsPerSecond(),
                            budget.burst(),
                            entry.level(),
                            entry.micros());
            TokenBucket known = buckets.get(entry.key());
            if (known == null && buckets.size() >= mostKeys) {
                dropFullest();
            }
            if (known == null || bucket.fullAtMicros() > known.fullAtMicros()) {
                buckets.put(entry.key(), bucket);
            }
        }
    }
}
