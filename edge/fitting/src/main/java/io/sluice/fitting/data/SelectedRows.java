package io.sluice.fitting.data;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Some rows of a data set, in an order of one's own. The data set stays the caller's. */
public final class SelectedRows implements LabelledRows {
    private final LabelledRows all;
    private final int[] selected;

    public SelectedRows(LabelledRows all, int[] selected) {
        this.all = all;
        this.selected = selected.clone();
    }

    @Override
    public int size() {
        return selected.length;
    }

    @Override
    public int label(int row) {
        return all.label(selected[row]);
    }

    @Override
    public void read(int row, int input, ByteBuffer target, int position) {
        all.read(selected[row], input, target, position);
    }

    @Override
    public Optional<RowOrigin> origin(int row) {
        return all.origin(selected[row]);
    }

    /** Closes nothing. */
    @Override
    public void close() {}
}
