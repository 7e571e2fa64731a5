package io.sluice.experts;

import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.Tensor;
import java.util.List;

/** An expert in memory. Confined to one thread at a time. */
public interface OpenExpert extends AutoCloseable {
    /**
     * Runs a batch.
     *
     * @param rows the inputs of every request, which fit the model's specifications
     * @return the logits of every row, FLOAT32 of rank 1
     * @throws RuntimeException when the model fails, on whichever row
     */
    List<Tensor> run(List<List<NamedTensor>> rows);

    /** Frees it; idempotent. */
    @Override
    void close();
}
