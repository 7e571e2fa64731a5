package io.sluice.fitting.data;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Data sets one behind the other; they are closed with this one. */
public final class JoinedRows implements LabelledRows {
    private final List<LabelledRows> parts;
    private final int[] starts;

    public JoinedRows(List<? extends LabelledRows> parts) {
        this.parts = List.copyOf(parts);
        this.starts = new int[parts.size() + 1];
        for (int i = 0; i < parts.size(); i++) {
            starts[i + 1] = Math.addExact(starts[i], parts.get(i).size());
        }
    }

    @Override
    public int size() {
        return starts[parts.size()];
    }

    @Override
    public int label(int row) {
        int part = part(row);
        return parts.get(part).label(row - starts[part]);
    }

    @Override
    public void read(int row, int input, ByteBuffer target, int position) {
        int part = part(row);
        parts.get(part).read(row - starts[part], input, target, position);
    }

    @Override
    public Optional<RowOrigin> origin(int row) {
        int part = part(row);
        return parts.get(part).origin(row - starts[part]);
    }

    private int part(int row) {
        int part = 0;
        while (row >= starts[part + 1]) {
            part++;
        }
        return part;
    }

    @Override
    public void close() {
        parts.forEach(LabelledRows::close);
    }
}
