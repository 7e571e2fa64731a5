package io.sluice.simulator;

import io.sluice.schemas.DType;
import io.sluice.schemas.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What faults make of the frames of a device.
 *
 * <p>Owned state: the faults, and the last good value of each sensor. Threading: one thread.
 */
final class FaultyLink {
    private static final float OUT_OF_RANGE = 1e9f;

    private final List<Fault> faults = new ArrayList<>();
    private final Tensor[] lastValues;

    FaultyLink(int sensors) {
        lastValues = new Tensor[sensors];
    }

    void add(Fault fault) {
        faults.add(fault);
    }

    /** The frames that are sent in the place of one: none, one or two. */
    List<Frame> send(Frame frame, long trueMillis) {
        Frame sent = frame;
        boolean twice = false;
        boolean frozen = false;
        for (Fault fault : faults) {
            if (!fault.holds(frame.sensor(), trueMillis)) {
                continue;
            }
            long amount = fault.amount().toMillis();
            switch (fault.kind()) {
                case SILENT -> {
                    return List.of();
                }
                case FROZEN -> frozen = true;
                case CLOCK_JUMP -> sent = sent.withTime(sent.timeMillis() + amount);
                case NOT_A_NUMBER -> sent = sent.withValue(spoiled(sent.value(), Float.NaN));
                case OUT_OF_RANGE -> sent = sent.withValue(spoiled(sent.value(), OUT_OF_RANGE));
                case CUT_SHORT -> sent = sent.withValue(firstHalf(sent.value()));
                case DUPLICATED -> twice = true;
                case LATE -> sent = sent.withDelivery(sent.deliveredMillis() + amount);
            }
        }
        Tensor last = lastValues[frame.sensor()];
        if (frozen && last != null) {
            sent = sent.withValue(last);
        } else {
            lastValues[frame.sensor()] = frame.value();
        }
        return twice ? List.of(sent, sent) : List.of(sent);
    }

    private static Tensor spoiled(Tensor value, float number) {
        float[] numbers = value.toFloats();
        numbers[0] = number;
        return Tensor.ofFloats(value.shape(), numbers);
    }

    private static Tensor firstHalf(Tensor value) {
        int[] shape = value.shape();
        shape[1] /= 2;
        byte[] bytes = new byte[value.byteLength()];
        value.copyTo(bytes, 0);
        DType dtype = value.dtype();
        int length = Math.toIntExact(Tensor.elements(shape)) * dtype.bytes();
        return Tensor.slice(dtype, shape, Arrays.copyOf(bytes, length), 0, length);
    }
}
