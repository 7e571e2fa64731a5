package io.sluice.experts;

import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.Tensor;
import java.util.ArrayList;
import java.util.List;

/** What a request brings, checked against what an expert takes. */
final class RequestRows {
    private RequestRows() {}

    /**
     * The inputs in the model's order.
     *
     * @throws IllegalArgumentException naming the input that is missing or of another kind
     */
    static List<NamedTensor> of(ExpertRequest request, ExpertModel model) {
        List<NamedTensor> row = new ArrayList<>();
        for (TensorSpec spec : model.inputs()) {
            row.add(find(request.inputs(), spec));
        }
        return row;
    }

    private static NamedTensor find(List<NamedTensor> inputs, TensorSpec spec) {
        for (NamedTensor input : inputs) {
            if (input.name().equals(spec.name())) {
                Tensor tensor = input.tensor();
                if (tensor.dtype() != spec.dtype() || !tensor.hasShape(spec.shape())) {
                    throw new IllegalArgumentException(
                            "input '" + input.name() + "' is " + tensor + "; expected " + spec);
                }
                return input;
            }
        }
        throw new IllegalArgumentException("no input '" + spec.name() + "'; expected " + spec);
    }
}
