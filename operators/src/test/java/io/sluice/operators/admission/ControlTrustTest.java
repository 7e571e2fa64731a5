package io.sluice.operators.admission;

import static io.sluice.operators.admission.AdmissionFixture.admitted;
import static io.sluice.operators.admission.AdmissionFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.ControlException;
import io.sluice.kernel.bundle.BundleSigner;
import io.sluice.operators.Events;
import io.sluice.operators.serialization.AdmittedSerializer;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelopeCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlTrustTest {
    private static final ControlEnvelope UNSIGNED = policy(7, 0, "second", Events.BUNDLE_HASH);

    @TempDir private Path directory;
    private Path store;
    private BundleSigner ops;

    @BeforeEach
    void makeKeys() throws Exception {
        store = Files.createDirectory(directory.resolve("store"));
        ops = BundleSigner.generate("ops", directory.resolve("ops.key"), store.resolve("ops.pem"));
    }

    @Test
    void aSignedMessageIsBelievedAndAChangedOneIsNot() {
        ControlEnvelope signed = sign(UNSIGNED, ops);
        ControlEnvelope changed =
                new ControlEnvelope(
                        signed.kind(),
                        signed.scope(),
                        8,
                        0,
                        signed.payload(),
                        "ops",
                        signed.signature());
        for (boolean required : new boolean[] {true, false}) {
            assertThatCode(() -> check(required, signed)).doesNotThrowAnyException();
            assertThatThrownBy(() -> check(required, changed))
                    .isInstanceOf(ControlException.class)
                    .hasMessage("its signature is not that of key 'ops'");
        }
    }

    @Test
    void whereSignaturesAreRequiredAStrangersAndNoneAreRefused() throws Exception {
        BundleSigner stranger =
                BundleSigner.generate(
                        "eve", directory.resolve("eve.key"), directory.resolve("eve.pem"));
        assertThatThrownBy(() -> check(true, UNSIGNED)).hasMessageContaining("it is not signed");
        assertThatThrownBy(() -> check(true, sign(UNSIGNED, stranger)))
                .hasMessage("it is signed by key 'eve', the trust store has [ops]");
        assertThatCode(() -> check(false, UNSIGNED)).doesNotThrowAnyException();
        assertThatCode(() -> check(false, sign(UNSIGNED, stranger))).doesNotThrowAnyException();
    }

    @Test
    void theOperatorAppliesOnlyWhatItBelieves() throws Exception {
        var queue = AdmissionFixture.QueuedControl.MESSAGES;
        queue.clear();
        queue.add(AdmissionFixture.record(0, ControlEnvelopeCodec.encode(UNSIGNED)));
        ControlEnvelope next = policy(9, 0, "third", Events.BUNDLE_HASH);
        try (var harness =
                AdmissionFixture.harness(
                        Events.BUNDLE_HASH, new ControlTrust(store.toString(), true))) {
            harness.setup(AdmittedSerializer.TYPE.createSerializer(null));
            harness.open();
            AdmissionFixture.send(harness, 0, 5);
            AdmissionFixture.control(sign(next, ops));
            AdmissionFixture.send(harness, 0, 5);
            assertThat(admitted(harness))
                    .extracting(a -> a.epoch().policy().version())
                    .containsExactly("first", "third");
        }
    }

    private void check(boolean required, ControlEnvelope message) throws ControlException {
        new ControlTrust(store.toString(), required).open().check(message);
    }

    private static ControlEnvelope sign(ControlEnvelope message, BundleSigner signer) {
        ControlEnvelope named =
                new ControlEnvelope(
                        message.kind(),
                        message.scope(),
                        message.epoch(),
                        message.effectiveFromMillis(),
                        message.payload(),
                        signer.keyId(),
                        null);
        byte[] signature = signer.sign(ControlEnvelopeCodec.signedBytes(named)).signature();
        return new ControlEnvelope(
                named.kind(),
                named.scope(),
                named.epoch(),
                named.effectiveFromMillis(),
                named.payload(),
                named.keyId(),
                signature);
    }
}
