package io.sluice.operators.admission;

import io.sluice.gates.ControlException;
import io.sluice.kernel.bundle.BundleSignature;
import io.sluice.kernel.bundle.TrustStore;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import java.io.Serializable;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Optional;

/**
 * Which control messages are believed, by the rules of bundles: a signature that is wrong under a
 * known key is refused always; an unsigned message, or one by an unknown key, where signatures are
 * required.
 *
 * @param trustStore directory of the public keys, readable where the task runs; empty for none
 * @param requireSignature whether each message must be signed by one of them
 */
public record ControlTrust(String trustStore, boolean requireSignature) implements Serializable {
    /** Believes every message. */
    public static final ControlTrust ANYONE = new ControlTrust("", false);

    /** Reads the keys. */
    public Verifier open() {
        TrustStore keys =
                trustStore.isEmpty() ? TrustStore.empty() : TrustStore.at(Path.of(trustStore));
        return new Verifier(keys, requireSignature);
    }

    /** Checks messages against the keys of a task. */
    public record Verifier(TrustStore keys, boolean requireSignature) {
        /**
         * Refuses what is not believed.
         *
         * @throws ControlException saying what is wrong with the signature
         */
        public void check(ControlEnvelope message) throws ControlException {
            Optional<PublicKey> key = keys.key(message.keyId());
            if (message.signature() != null && key.isPresent()) {
                byte[] signed = ControlEnvelopeCodec.signedBytes(message);
                if (!new BundleSignature(message.keyId(), message.signature())
                        .verifies(signed, key.get())) {
                    throw new ControlException(
                            "its signature is not that of key '" + message.keyId() + "'");
                }
            } else if (requireSignature) {
                throw new ControlException(
                        message.signature() == null
                                ? "it is not signed, and the configuration requires a signature"
                                : "it is signed by key '"
                                        + message.keyId()
                                        + "', the trust store has "
                                        + keys.ids());
            }
        }
    }
}
