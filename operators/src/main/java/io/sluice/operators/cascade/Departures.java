package io.sluice.operators.cascade;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * The order in which results and watermarks leave.
 *
 * <p><b>Owned state:</b> the events in flight in order of admission, those of a key in a queue of
 * its own when order by key is asked for, and the watermarks that wait for them. <b>Design
 * constraint:</b> a watermark leaves only after every event that was admitted before it, so that no
 * result is made late; nothing is left behind once all events have left. Not thread-safe.
 */
final class Departures {
    private final boolean byKey;
    private final Consumer<InFlight> emit;
    private final Consumer<Watermark> emitWatermark;
    private final Map<ByteBuffer, Deque<InFlight>> keys = new HashMap<>();
    private final Deque<HeldWatermark> watermarks = new ArrayDeque<>();
    private InFlight oldest;
    private InFlight youngest;
    private long sequence;
    private int size;

    private record HeldWatermark(long afterSequence, Watermark watermark) {}

    Departures(boolean byKey, Consumer<InFlight> emit, Consumer<Watermark> emitWatermark) {
        this.byKey = byKey;
        this.emit = emit;
        this.emitWatermark = emitWatermark;
    }

    int size() {
        return size;
    }

    void enter(InFlight event) {
        event.sequence = sequence++;
        event.previous = youngest;
        if (youngest == null) {
            oldest = event;
        } else {
            youngest.next = event;
        }
        youngest = event;
        size++;
        byte[] key = event.event.event().key();
        if (byKey && key != null) {
            keys.computeIfAbsent(ByteBuffer.wrap(key), k -> new ArrayDeque<>(4)).add(event);
        }
    }

    /** Takes the result of an event and lets out all that it held back. */
    void leave(InFlight event, Object result) {
        event.result = result;
        byte[] key = event.event.event().key();
        if (byKey && key != null) {
            leaveInOrder(ByteBuffer.wrap(key));
        } else {
            out(event);
        }
        releaseWatermarks();
    }

    void watermark(Watermark mark) {
        if (oldest == null) {
            emitWatermark.accept(mark);
        } else {
            watermarks.add(new HeldWatermark(sequence, mark));
        }
    }

    private void leaveInOrder(ByteBuffer key) {
        Deque<InFlight> queue = keys.get(key);
        while (!queue.isEmpty() && queue.peek().result != null) {
            out(queue.poll());
        }
        if (queue.isEmpty()) {
            keys.remove(key);
        }
    }

    private void out(InFlight event) {
        if (event.previous == null) {
            oldest = event.next;
        } else {
            event.previous.next = event.next;
        }
        if (event.next == null) {
            youngest = event.previous;
        } else {
            event.next.previous = event.previous;
        }
        event.previous = null;
        event.next = null;
        size--;
        emit.accept(event);
    }

    private void releaseWatermarks() {
        while (!watermarks.isEmpty()
                && (oldest == null || oldest.sequence >= watermarks.peek().afterSequence())) {
            emitWatermark.accept(watermarks.poll().watermark());
        }
    }
}
