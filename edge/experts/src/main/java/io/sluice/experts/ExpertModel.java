package io.sluice.experts;

import io.sluice.kernel.TensorSpec;
import java.util.List;

/** An expert that can be opened on this machine. Thread-safe. */
public interface ExpertModel {
    /** The expert's name, by which it is asked. */
    String name();

    /** The hash of its bundle. */
    String bundle();

    /** What a request brings, in this order. */
    List<TensorSpec> inputs();

    /** The number of classes, and so of logits. */
    int classes();

    /** Multiply-add operations of one request. */
    long multiplyAdds();

    /**
     * Opens it, checked and warm.
     *
     * @param maxBatch the greatest batch that will be run
     * @throws RuntimeException when it cannot be opened
     */
    OpenExpert open(int maxBatch);
}
