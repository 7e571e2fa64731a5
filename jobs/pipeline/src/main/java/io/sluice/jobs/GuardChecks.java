package io.sluice.jobs;

import io.sluice.gates.Policy;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.bundle.BundleSignature;
import io.sluice.kernel.bundle.TrustStore;
import io.sluice.operators.admission.ControlTrust;
import io.sluice.operators.guard.ControlSigning;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;

/** Checks before the start that the guard can do what the policy promises. */
final class GuardChecks {
    private GuardChecks() {}

    /**
     * Checks the guard of a pipeline.
     *
     * @param policy the document of the first policy
     * @return warnings: a promise that nobody keeps
     * @throws io.sluice.kernel.bundle.BundleException when the guard's key cannot be read
     * @throws IllegalArgumentException when the job would refuse its own guard's messages
     */
    static List<String> check(PipelineConfig config, byte[] policy) {
        if (config.guard().isOn() && config.guard().signing().isOn()) {
            requireBelieved(config.guard().signing(), config.control().trust());
        }
        if (Policy.parse("policy", policy).guarantee().isEmpty()) {
            return List.of();
        }
        if (!config.guard().isOn()) {
            return List.of(
                    "the policy promises a bound, and guard.shadow-fraction is 0: nothing watches"
                            + " whether the stream keeps it");
        }
        if (config.control().topic().isEmpty()) {
            return List.of(
                    "the policy promises a bound, and there is no control.topic: the guard measures"
                            + " and cannot make the rule stricter");
        }
        return List.of();
    }

    private static void requireBelieved(ControlSigning signing, ControlTrust trust) {
        ControlSigning.Signer signer = signing.open();
        if (trust.trustStore().isEmpty()) {
            return;
        }
        TrustStore store = TrustStore.at(Path.of(trust.trustStore()));
        PublicKey key = store.key(signing.keyId()).orElse(null);
        if (key == null) {
            throw new IllegalArgumentException(
                    "guard.key-id: '"
                            + signing.keyId()
                            + "' is not in control.trust-store; expected one of "
                            + store.ids());
        }
        byte[] probe = "sluice".getBytes(StandardCharsets.UTF_8);
        BundleSignature signature = signer.key().sign(probe);
        if (!signature.verifies(probe, key)) {
            throw new IllegalArgumentException(
                    "guard.sign-with: "
                            + signing.privateKey()
                            + " is not the private key of '"
                            + signing.keyId()
                            + "' in control.trust-store");
        }
    }
}
