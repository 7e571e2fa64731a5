package io.sluice.jobs.config;

import io.sluice.config.Section;
import io.sluice.gates.guard.ShadowSampling;
import io.sluice.operators.guard.ControlSigning;
import java.nio.file.Path;

/**
 * How the promise of a policy is kept in the stream.
 *
 * @param sampling which events are run through the full model for comparison
 * @param signing the key that signs the guard's control messages
 */
public record GuardConfig(ShadowSampling sampling, ControlSigning signing) {
    static GuardConfig read(Section section, Path directory) {
        String privateKey = section.string("sign-with", "");
        String keyId = section.string("key-id", "");
        if (privateKey.isEmpty() != keyId.isEmpty()) {
            section.problem(
                    privateKey.isEmpty() ? "sign-with" : "key-id",
                    "missing",
                    privateKey.isEmpty()
                            ? "the PEM file of the private key that key-id names"
                            : "the id under which the trust store knows the key of sign-with");
        }
        return new GuardConfig(
                new ShadowSampling(
                        section.decimal("shadow-fraction", 0, 1, .005),
                        section.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE, 0)),
                privateKey.isEmpty() || keyId.isEmpty()
                        ? ControlSigning.NONE
                        : new ControlSigning(keyId, directory.resolve(privateKey).toString()));
    }

    /** Whether there are shadow runs, and so a guard. */
    public boolean isOn() {
        return sampling.isOn();
    }
}
