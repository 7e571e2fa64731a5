package io.sluice.operators.guard;

import io.sluice.kernel.bundle.BundleSigner;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * The key that signs a job's own control messages. The job carries the file's name and never the
 * key; the file is read where the task runs.
 *
 * @param keyId the id under which trust stores know the public key; empty for no signature
 * @param privateKey the PEM file of the private key
 */
public record ControlSigning(String keyId, String privateKey) implements Serializable {
    /** Messages are not signed. */
    public static final ControlSigning NONE = new ControlSigning("", "");

    /** Whether messages are signed. */
    public boolean isOn() {
        return !keyId.isEmpty();
    }

    /**
     * Reads the key.
     *
     * @throws io.sluice.kernel.bundle.BundleException when the file is no private key
     */
    public Signer open() {
        return new Signer(isOn() ? BundleSigner.load(keyId, Path.of(privateKey)) : null);
    }

    /** Signs messages with the key of a task, or leaves them as they are when it is null. */
    public record Signer(BundleSigner key) {
        /** The message under the key's id with its signature. */
        public ControlEnvelope sign(ControlEnvelope message) {
            if (key == null) {
                return message;
            }
            ControlEnvelope named = with(message, null);
            return with(message, key.sign(ControlEnvelopeCodec.signedBytes(named)).signature());
        }

        private ControlEnvelope with(ControlEnvelope message, byte[] signature) {
            return new ControlEnvelope(
                    message.kind(),
                    message.scope(),
                    message.epoch(),
                    message.effectiveFromMillis(),
                    message.payload(),
                    key.keyId(),
                    signature);
        }
    }
}
