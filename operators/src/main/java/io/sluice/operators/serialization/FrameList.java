package io.sluice.operators.serialization;

import io.sluice.operators.sensors.SensorFrame;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import java.util.ArrayList;
import java.util.List;

/** The frames inside a serialised value, each once; the value refers to them by their index. */
final class FrameList {
    private final List<SensorFrame> frames = new ArrayList<>();

    /** Adds a frame unless it is there; null is none. */
    void add(SensorFrame frame) {
        if (frame != null && indexOf(frame) < 0) {
            frames.add(frame);
        }
    }

    void write(SensorFrameSerializer serializer, AvroWriter out) {
        out.writeInt(frames.size());
        for (SensorFrame frame : frames) {
            serializer.write(frame, out);
        }
    }

    static FrameList read(SensorFrameSerializer serializer, AvroReader in)
            throws MalformedException {
        FrameList list = new FrameList();
        for (int left = in.readInt(); left > 0; left--) {
            list.frames.add(serializer.read(in, 1));
        }
        return list;
    }

    void writeReference(SensorFrame frame, AvroWriter out) {
        out.writeInt(frame == null ? -1 : indexOf(frame));
    }

    SensorFrame readReference(AvroReader in) throws MalformedException {
        int index = in.readInt();
        return index < 0 ? null : frames.get(index);
    }

    private int indexOf(SensorFrame frame) {
        for (int i = 0; i < frames.size(); i++) {
            if (frames.get(i) == frame) {
                return i;
            }
        }
        return -1;
    }
}
