package io.sluice.agent;

import io.sluice.experts.OipMessage;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** From a message with a batch to one request per row, and from their replies to a message. */
final class OipRows {
    private static final int MOST_ROWS = 1_024;

    private OipRows() {}

    /**
     * The requests of a message.
     *
     * @param budgetMicros of a message that brings none
     * @throws IllegalArgumentException naming what is not of the expected form
     */
    static List<ExpertRequest> requests(OipMessage message, String expert, long budgetMicros) {
        int rows = rows(message.tensors());
        String id = message.id().isEmpty() ? UUID.randomUUID().toString() : message.id();
        Map<String, String> said = message.parameters();
        long budget = budgetMicros;
        if (said.containsKey(OipMessage.BUDGET)) {
            budget = parse(said.get(OipMessage.BUDGET));
        }
        List<ExpertRequest> requests = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            List<NamedTensor> tensors = new ArrayList<>();
            for (NamedTensor named : message.tensors()) {
                tensors.add(new NamedTensor(named.name(), row(named.tensor(), row, rows)));
            }
            requests.add(
                    new ExpertRequest(
                            rows == 1 ? id : id + "#" + row,
                            expert,
                            said.getOrDefault(OipMessage.BUNDLE, ""),
                            "",
                            tensors,
                            0,
                            budget));
        }
        return requests;
    }

    private static long parse(String budget) {
        try {
            return Long.parseLong(budget);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    OipMessage.BUDGET + " '" + budget + "'; expected microseconds", e);
        }
    }

    private static int rows(List<NamedTensor> tensors) {
        int rows = -1;
        for (NamedTensor named : tensors) {
            Tensor tensor = named.tensor();
            boolean fits = tensor.rank() > 0 && (rows < 0 || rows == tensor.dimension(0));
            if (!fits || tensor.dimension(0) < 1 || tensor.dimension(0) > MOST_ROWS) {
                throw new IllegalArgumentException(
                        "input '"
                                + named.name()
                                + "' is "
                                + tensor
                                + "; expected a batch of 1 to "
                                + MOST_ROWS
                                + " rows, the same for all inputs");
            }
            rows = tensor.dimension(0);
        }
        if (rows < 0) {
            throw new IllegalArgumentException("no inputs; expected at least one");
        }
        return rows;
    }

    private static Tensor row(Tensor batch, int row, int rows) {
        int[] shape = Arrays.copyOfRange(batch.shape(), 1, batch.rank());
        int bytes = batch.byteLength() / rows;
        return Tensor.slice(
                batch.dtype(), shape, batch.array(), batch.offset() + row * bytes, bytes);
    }

    /** The message of replies that are all answers. */
    static OipMessage response(String id, String expert, List<ExpertReply> replies) {
        int classes = replies.get(0).logits().elementCount();
        float[] values = new float[replies.size() * classes];
        long queue = 0;
        long compute = 0;
        double joules = 0;
        for (int row = 0; row < replies.size(); row++) {
            ExpertReply reply = replies.get(row);
            System.arraycopy(reply.logits().toFloats(), 0, values, row * classes, classes);
            queue = Math.max(queue, reply.queueMicros());
            compute = Math.max(compute, reply.computeMicros());
            joules += reply.joules();
        }
        ExpertReply first = replies.get(0);
        Map<String, String> said = new LinkedHashMap<>();
        said.put(OipMessage.DEVICE, first.device());
        said.put(OipMessage.BUNDLE, first.bundle());
        said.put(OipMessage.QUEUE, String.valueOf(queue));
        said.put(OipMessage.COMPUTE, String.valueOf(compute));
        if (first.energy() != Provenance.UNKNOWN) {
            said.put(OipMessage.JOULES, String.valueOf(joules));
            said.put(OipMessage.ENERGY, first.energy().name());
        }
        Tensor logits = Tensor.ofFloats(new int[] {replies.size(), classes}, values);
        return new OipMessage(expert, id, List.of(new NamedTensor("logits", logits)), said);
    }
}
