package io.sluice.operators.experts;

import io.sluice.experts.ExpertClient;
import io.sluice.gates.experts.FleetView;
import io.sluice.gates.experts.Replica;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Sends requests to experts: by Kafka to devices, else by the clients of the task.
 *
 * <p><b>Owned state:</b> the clients. Not thread-safe; {@code replied} is called on any thread.
 */
final class ExpertAsker implements AutoCloseable {
    private final List<AttachedExpert> attached;
    private final Map<String, AttachedExpert> byReplica = new HashMap<>();
    private final FleetView fleet;
    private final String replyTopic;
    private final Consumer<AddressedRequest> toDevices;
    private final Consumer<ExpertReply> replied;

    /**
     * @param attached the experts that are asked without Kafka; they become replicas of the fleet
     * @param toDevices sends a request by Kafka
     * @param replied gets the replies of the others
     */
    ExpertAsker(
            List<AttachedExpert> attached,
            FleetView fleet,
            String replyTopic,
            Consumer<AddressedRequest> toDevices,
            Consumer<ExpertReply> replied) {
        this.attached = attached;
        this.fleet = fleet;
        this.replyTopic = replyTopic;
        this.toDevices = toDevices;
        this.replied = replied;
        for (AttachedExpert expert : attached) {
            fleet.fixed(expert.device(), expert.expert(), expert.bundle(), expert.isRemote());
            byReplica.put(key(expert.device(), expert.expert()), expert);
        }
    }

    private static String key(String device, String expert) {
        return device + '\n' + expert;
    }

    /**
     * Asks.
     *
     * @param bundle the hash of the bundle that is expected to run, or empty
     * @param budgetMicros the time that is left for the answer
     */
    void ask(
            PendingRequest request,
            Replica replica,
            String bundle,
            long nowMicros,
            long budgetMicros) {
        AttachedExpert expert = byReplica.get(key(replica.device(), replica.expert()));
        ExpertRequest asked =
                new ExpertRequest(
                        request.id(),
                        replica.expert(),
                        bundle,
                        expert == null ? replyTopic : "",
                        request.decoded().event().inputs(),
                        nowMicros,
                        budgetMicros);
        fleet.asked(replica, nowMicros);
        if (expert == null) {
            toDevices.accept(new AddressedRequest(replica.requestTopic(), asked));
        } else {
            expert.client().ask(asked, replied);
        }
    }

    /** The bytes that asking and being answered by one took, 0 within the process. */
    long bytes(PendingRequest request, Asked asked) {
        AttachedExpert expert = byReplica.get(key(asked.device(), asked.expert()));
        if (expert != null && !expert.isRemote()) {
            return 0;
        }
        long bytes = asked.logits() == null ? 0 : asked.logits().byteLength();
        for (NamedTensor input : request.decoded().event().inputs()) {
            bytes += input.tensor().byteLength();
        }
        return bytes;
    }

    @Override
    public void close() {
        attached.stream().map(AttachedExpert::client).distinct().forEach(ExpertClient::close);
    }
}
