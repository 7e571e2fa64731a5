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
    /** Inputs of more are not sent to devices, bytes. */
    static final int MOST_REQUEST_BYTES = AddressedRequest.MOST_BYTES - (64 << 10);

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
     * Asks; whether the request could be sent.
     *
     * @param bundle the hash of the bundle that is expected to run, or empty
     * @param budgetMicros the time that is left for the answer
     */
    boolean ask(
            PendingRequest request,
            Replica replica,
            String bundle,
            long nowMicros,
            long budgetMicros) {
        AttachedExpert expert = byReplica.get(key(replica.device(), replica.expert()));
        if (expert == null && bytesOf(request) > MOST_REQUEST_BYTES) {
            return false;
        }
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
            // A server that runs elsewhere may name itself.
            expert.client().ask(asked, reply -> replied.accept(reply.from(replica.device())));
        }
        return true;
    }

    /** Whether what was asked is an expert of the task's clients, and not on a device. */
    boolean has(Asked asked) {
        return byReplica.containsKey(key(asked.device(), asked.expert()));
    }

    /** The bytes that asking and being answered by one took, 0 within the process. */
    long bytes(PendingRequest request, Asked asked) {
        AttachedExpert expert = byReplica.get(key(asked.device(), asked.expert()));
        if (expert != null && !expert.isRemote()) {
            return 0;
        }
        return bytesOf(request) + (asked.logits() == null ? 0 : asked.logits().byteLength());
    }

    private static long bytesOf(PendingRequest request) {
        long bytes = 0;
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
