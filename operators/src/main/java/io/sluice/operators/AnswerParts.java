package io.sluice.operators;

import io.sluice.gates.Softmax;
import io.sluice.schemas.DType;
import io.sluice.schemas.Header;
import io.sluice.schemas.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** What the answers of all gates have in common. */
public final class AnswerParts {
    private AnswerParts() {}

    /** One probability per class, FLOAT32 of rank 1. */
    public static Tensor probabilities(Softmax softmax) {
        byte[] bytes = new byte[softmax.classes() * Float.BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < softmax.classes(); i++) {
            buffer.putFloat(softmax.probability(i));
        }
        return Tensor.slice(DType.FLOAT32, new int[] {softmax.classes()}, bytes, 0, bytes.length);
    }

    /** Those of a record's headers that go through unchanged. */
    public static List<Header> forwarded(List<Header> headers, List<String> names) {
        if (headers.isEmpty()) {
            return List.of();
        }
        List<Header> kept = new ArrayList<>(2);
        for (Header header : headers) {
            if (names.contains(header.key())) {
                kept.add(header);
            }
        }
        return kept;
    }
}
