package io.sluice.experts;

import io.sluice.schemas.DType;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What a server's response says about one request. */
final class OipReply {
    /** The output that is taken when a model has several. */
    private static final String LOGITS = "logits";

    private OipReply() {}

    /**
     * The reply; one of status FAILED when the response is not what the protocol says.
     *
     * @param device what to name where the server does not name itself
     * @param tookMicros from asking to the response
     */
    static ExpertReply of(ExpertRequest request, String device, byte[] document, long tookMicros) {
        try {
            OipMessage response = OipMessage.readResponse(document);
            Map<String, String> said = response.parameters();
            Tensor logits = logits(response.tensors());
            long compute = number(said, OipMessage.COMPUTE, tookMicros);
            double joules = decimal(said);
            return new ExpertReply(
                    request.requestId(),
                    request.expert(),
                    said.getOrDefault(OipMessage.DEVICE, device),
                    said.getOrDefault(OipMessage.BUNDLE, ""),
                    Status.OK,
                    "",
                    logits,
                    number(said, OipMessage.QUEUE, 0),
                    compute,
                    joules,
                    provenance(said, joules));
        } catch (IOException | IllegalArgumentException e) {
            return ExpertReply.refused(
                    request, device, Status.FAILED, "the response is of no use: " + e.getMessage());
        }
    }

    private static Tensor logits(List<NamedTensor> outputs) throws IOException {
        NamedTensor output = outputs.size() == 1 ? outputs.get(0) : null;
        for (NamedTensor candidate : outputs) {
            output = candidate.name().equals(LOGITS) ? candidate : output;
        }
        if (output == null) {
            throw new IOException(
                    "expected one output, or one named "
                            + LOGITS
                            + ", found "
                            + outputs.stream().map(NamedTensor::name).toList());
        }
        Tensor tensor = output.tensor();
        boolean isRow = tensor.rank() == 1 || tensor.rank() == 2 && tensor.dimension(0) == 1;
        boolean isFloat = tensor.dtype() == DType.FLOAT32 || tensor.dtype() == DType.FLOAT64;
        if (!isRow || !isFloat || tensor.elementCount() == 0) {
            throw new IOException(
                    "output '"
                            + output.name()
                            + "' is "
                            + tensor
                            + "; expected FP32 or FP64 of shape [1, classes]");
        }
        float[] values = new float[tensor.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) tensor.numberAt(i);
        }
        Tensor logits = Tensor.ofFloats(new int[] {values.length}, values);
        if (!logits.isFinite()) {
            throw new IOException("a logit is not a finite number");
        }
        return logits;
    }

    private static long number(Map<String, String> said, String name, long fallback) {
        return said.containsKey(name) ? Long.parseLong(said.get(name)) : fallback;
    }

    private static double decimal(Map<String, String> said) {
        String text = said.getOrDefault(OipMessage.JOULES, "NaN");
        return Double.parseDouble(text);
    }

    private static Provenance provenance(Map<String, String> said, double joules) {
        if (Double.isNaN(joules)) {
            return Provenance.UNKNOWN;
        }
        return Provenance.valueOf(
                said.getOrDefault(OipMessage.ENERGY, Provenance.ESTIMATED.name()));
    }
}
