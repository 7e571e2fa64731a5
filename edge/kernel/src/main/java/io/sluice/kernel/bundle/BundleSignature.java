package io.sluice.kernel.bundle;

import io.sluice.kernel.bundle.BundleException.Category;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A detached Ed25519 signature: one line {@code ed25519 <key id> <base64>}.
 *
 * @param keyId which key of a trust store verifies it
 * @param signature the 64 bytes of RFC 8032; treat as read-only
 */
public record BundleSignature(String keyId, byte[] signature) {
    /** The signature's file in a bundle. */
    public static final String FILE = "bundle.yaml.sig";

    private static final Pattern LINE =
            Pattern.compile("ed25519 ([A-Za-z0-9._-]{1,100}) ([A-Za-z0-9+/=]{88})\n?");
    private static final long MOST_BYTES = 4096;

    /** Signs a document. */
    public static BundleSignature sign(byte[] document, String keyId, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(document);
            return new BundleSignature(keyId, signature.sign());
        } catch (GeneralSecurityException e) {
            throw new BundleException(
                    Category.SIGNATURE, "key '" + keyId + "' cannot sign: " + e.getMessage(), e);
        }
    }

    /** Whether the signature is that of the document under the key. */
    public boolean verifies(byte[] document, PublicKey key) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(document);
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    /** The file's text. */
    public String text() {
        return "ed25519 " + keyId + " " + Base64.getEncoder().encodeToString(signature) + "\n";
    }

    /**
     * The signature of a bundle, if it has one.
     *
     * @throws BundleException of category SIGNATURE when the file is no signature
     */
    static Optional<BundleSignature> of(BundleContent content) {
        if (!content.has(FILE)) {
            return Optional.empty();
        }
        String text = new String(content.read(FILE, MOST_BYTES), StandardCharsets.UTF_8);
        Matcher line = LINE.matcher(text);
        if (!line.matches()) {
            throw new BundleException(
                    Category.SIGNATURE,
                    FILE + ": is not a signature; expected 'ed25519 <key id> <base64>'");
        }
        return Optional.of(
                new BundleSignature(line.group(1), Base64.getDecoder().decode(line.group(2))));
    }
}
