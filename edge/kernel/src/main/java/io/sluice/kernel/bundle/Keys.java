package io.sluice.kernel.bundle;

import io.sluice.kernel.bundle.BundleException.Category;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ed25519 keys as PEM files: {@code PRIVATE KEY} (PKCS #8) and {@code PUBLIC KEY} (X.509). */
final class Keys {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----\\s*");

    private Keys() {}

    static PrivateKey privateKey(Path file) {
        byte[] encoded = decode(file, "PRIVATE KEY");
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw refused(file, "is not an Ed25519 private key", e);
        }
    }

    static PublicKey publicKey(Path file) {
        byte[] encoded = decode(file, "PUBLIC KEY");
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw refused(file, "is not an Ed25519 public key", e);
        }
    }

    static String pem(String label, Key key) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return "-----BEGIN "
                + label
                + "-----\n"
                + lines.encodeToString(key.getEncoded())
                + "\n-----END "
                + label
                + "-----\n";
    }

    private static byte[] decode(Path file, String label) {
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII);
            Matcher pem = PEM.matcher(text);
            if (!pem.matches() || !pem.group(1).equals(label)) {
                throw refused(file, "is not a PEM file with one '" + label + "'", null);
            }
            return Base64.getMimeDecoder().decode(pem.group(2));
        } catch (IOException | IllegalArgumentException e) {
            throw refused(file, "cannot be read: " + e, e);
        }
    }

    private static BundleException refused(Path file, String why, Exception cause) {
        return new BundleException(Category.SIGNATURE, file + ": " + why, cause);
    }
}
