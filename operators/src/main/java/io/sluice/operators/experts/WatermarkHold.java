package io.sluice.operators.experts;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Holds watermarks back until the requests that were admitted before them are answered, so that no
 * answer is made late.
 *
 * <p><b>Owned state:</b> the requests that are not answered, each with how many watermarks had come
 * before it, and the watermarks that wait. None of it is saved: requests that are restored enter
 * first. Not thread-safe.
 */
final class WatermarkHold {
    private final LongConsumer emit;
    private final Map<String, Segment> requests = new HashMap<>();
    private final Deque<Segment> segments = new ArrayDeque<>();

    /** The requests between two watermarks, and the one behind them. */
    private static final class Segment {
        int open;
        long watermark;
    }

    WatermarkHold(LongConsumer emit) {
        this.emit = emit;
        segments.add(new Segment());
    }

    int open() {
        return requests.size();
    }

    boolean holds(String id) {
        return requests.containsKey(id);
    }

    /** A request was admitted. */
    void enter(String id) {
        if (requests.putIfAbsent(id, segments.getLast()) == null) {
            segments.getLast().open++;
        }
    }

    /** A request was answered. */
    void leave(String id) {
        Segment segment = requests.remove(id);
        if (segment != null) {
            segment.open--;
            release();
        }
    }

    /** A watermark came. */
    void watermark(long watermark) {
        segments.getLast().watermark = watermark;
        segments.add(new Segment());
        release();
    }

    private void release() {
        while (segments.size() > 1 && segments.getFirst().open == 0) {
            emit.accept(segments.removeFirst().watermark);
        }
    }
}
