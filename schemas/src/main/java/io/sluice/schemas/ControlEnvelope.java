package io.sluice.schemas;

import java.util.Arrays;
import java.util.Objects;

/**
 * One message of the control topic.
 *
 * @param kind what the payload is; one of {@link Kind} by name, unknown kinds are skipped
 * @param scope whom it concerns; this version knows {@code job} only
 * @param epoch orders all messages of the topic; only ever rises
 * @param effectiveFromMillis the event time from which on it holds, milliseconds since the epoch
 * @param payload the document, for example a policy in JSON
 * @param keyId names the key of the trust store that signed, or empty
 * @param signature Ed25519 over {@link ControlEnvelopeCodec#signedBytes}, or null when not signed
 */
public record ControlEnvelope(
        String kind,
        String scope,
        long epoch,
        long effectiveFromMillis,
        byte[] payload,
        String keyId,
        byte[] signature) {

    /** The kinds of payload that this version knows. */
    public enum Kind {
        /** A policy document. */
        POLICY,
        /** Prices of one scope. */
        PRICES,
        /** How strict the policy's rule is to be, from what shadow runs showed. */
        GUARD,
        /** One expert's entry of the policy document, which adds or replaces it by its name. */
        EXPERT,
        /** The whole document of budgets, in place of the one before. */
        BUDGETS,
        /** Whether gates enforce, shadow or are off. */
        MODE,
        /** Another bundle, by reference, with the policy that comes into force with it. */
        BUNDLE,
        /**
         * The tasks' shares of budgets. Numbered by a sequence of its own; its epoch means nothing.
         */
        SHARES
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ControlEnvelope that
                && kind.equals(that.kind)
                && scope.equals(that.scope)
                && epoch == that.epoch
                && effectiveFromMillis == that.effectiveFromMillis
                && Arrays.equals(payload, that.payload)
                && keyId.equals(that.keyId)
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, scope, epoch);
    }
}
