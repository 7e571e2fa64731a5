package io.sluice.schemas;

/**
 * What became of one request to an expert.
 *
 * @param requestId the request's id
 * @param expert the expert that was asked
 * @param device the device that answered, which is not the one that was asked when that passed the
 *     request on
 * @param bundle hash of the bundle that ran, or empty
 * @param status what became of the request
 * @param message why there is no answer; empty when there is one
 * @param logits one logit per class (FLOAT32, rank 1), or null; not null when the status is OK
 * @param queueMicros how long the request waited on the device, microseconds
 * @param computeMicros how long the batch that it was part of was computed, microseconds
 * @param joules the request's share of the device's energy, at most {@link #MOST_JOULES}; NaN
 *     exactly when the provenance is {@link Provenance#UNKNOWN}
 * @param energy where the joules come from
 */
public record ExpertReply(
        String requestId,
        String expert,
        String device,
        String bundle,
        Status status,
        String message,
        Tensor logits,
        long queueMicros,
        long computeMicros,
        double joules,
        Provenance energy) {
    /** No request takes more, J. */
    public static final double MOST_JOULES = 1e9;

    /** What became of a request. Constants are only ever appended (Avro enum). */
    public enum Status {
        /** A status of a later version: no answer. */
        UNKNOWN,
        /** The reply has logits. */
        OK,
        /** The inputs are not the expert's, or its model failed on this request alone. */
        FAILED,
        /** The budget was over, or was going to be, before the answer: nothing was computed. */
        EXPIRED,
        /** The device does not host the expert. */
        UNKNOWN_EXPERT,
        /** The device hosts the expert with another bundle than is asked for. */
        WRONG_BUNDLE,
        /** The device's queue is full. */
        OVERLOADED
    }

    public ExpertReply {
        if (queueMicros < 0 || computeMicros < 0) {
            throw new IllegalArgumentException(
                    "times are not negative: " + queueMicros + ", " + computeMicros);
        }
        // A cost's rule of joules and their provenance.
        new Cost(0, 0, joules, 0, energy);
        if (joules > MOST_JOULES) {
            throw new IllegalArgumentException(
                    "joules are at most " + MOST_JOULES + ", not " + joules);
        }
        if (logits != null && (logits.dtype() != DType.FLOAT32 || logits.rank() != 1)) {
            throw new IllegalArgumentException("logits are FLOAT32 of rank 1, found " + logits);
        }
        if (logits == null && status == Status.OK) {
            throw new IllegalArgumentException("a reply with status OK has logits");
        }
    }

    /** The same as the reply of another device. */
    public ExpertReply from(String newDevice) {
        return device.equals(newDevice)
                ? this
                : new ExpertReply(
                        requestId,
                        expert,
                        newDevice,
                        bundle,
                        status,
                        message,
                        logits,
                        queueMicros,
                        computeMicros,
                        joules,
                        energy);
    }

    /** A reply without an answer. */
    public static ExpertReply refused(
            ExpertRequest request, String device, Status status, String message) {
        return new ExpertReply(
                request.requestId(),
                request.expert(),
                device,
                "",
                status,
                message,
                null,
                0,
                0,
                Double.NaN,
                Provenance.UNKNOWN);
    }
}
