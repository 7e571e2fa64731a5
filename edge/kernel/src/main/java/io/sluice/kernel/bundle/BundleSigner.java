package io.sluice.kernel.bundle;

import io.sluice.kernel.bundle.BundleException.Category;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;

/**
 * Makes keys and signs bundles.
 *
 * @param keyId the id under which trust stores know the public key
 * @param key an Ed25519 private key
 */
public record BundleSigner(String keyId, PrivateKey key) {
    public BundleSigner {
        if (!keyId.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")) {
            throw new IllegalArgumentException(
                    "key id '" + keyId + "'; expected letters, digits, '.', '_' and '-'");
        }
    }

    /** The signer with the private key of a PEM file (PKCS #8). */
    public static BundleSigner load(String keyId, Path privateKey) {
        return new BundleSigner(keyId, Keys.privateKey(privateKey));
    }

    /**
     * Makes a key pair and writes it as PEM. Neither file may exist; the private one is readable by
     * its owner only.
     *
     * @param publicKey by convention {@code <key id>.pem}, ready for a trust store
     */
    public static BundleSigner generate(String keyId, Path privateKey, Path publicKey)
            throws IOException {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            BundleSigner signer = new BundleSigner(keyId, pair.getPrivate());
            Files.createFile(privateKey, ownerOnly(privateKey));
            write(privateKey, Keys.pem("PRIVATE KEY", pair.getPrivate()));
            Files.createFile(publicKey);
            write(publicKey, Keys.pem("PUBLIC KEY", pair.getPublic()));
            return signer;
        } catch (GeneralSecurityException e) {
            throw new BundleException(Category.SIGNATURE, "no Ed25519 key could be made", e);
        }
    }

    /** Signs a manifest. */
    public BundleSignature sign(byte[] manifest) {
        return BundleSignature.sign(manifest, keyId, key);
    }

    /** Signs a bundle's directory: writes or replaces {@code bundle.yaml.sig}. */
    public void signDirectory(Path bundle) throws IOException {
        byte[] manifest = Files.readAllBytes(bundle.resolve(BundleManifest.FILE));
        Files.writeString(bundle.resolve(BundleSignature.FILE), sign(manifest).text());
    }

    private static void write(Path file, String text) throws IOException {
        Files.write(file, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
