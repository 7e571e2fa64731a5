package io.sluice.kernel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleException;
import io.sluice.kernel.bundle.BundleException.Category;
import io.sluice.kernel.bundle.BundleSigner;
import io.sluice.kernel.bundle.Trust;
import io.sluice.kernel.bundle.TrustStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleSignatureTest {
    @TempDir Path folder;
    private Path bundle;
    private Path keys;
    private BundleSigner release;

    @BeforeEach
    void makeBundleAndKey() throws IOException {
        keys = Files.createDirectory(folder.resolve("trust"));
        release =
                BundleSigner.generate(
                        "release", folder.resolve("release.key"), keys.resolve("release.pem"));
        bundle = TestBundles.ladder().writeTo(folder.resolve("ladder"));
    }

    @Test
    void aSignedBundleNamesItsSigner() throws IOException {
        BundleSigner.load("release", folder.resolve("release.key")).signDirectory(bundle);

        Bundle opened = Bundle.open(bundle, Trust.only(TrustStore.at(keys)));

        assertThat(opened.signer()).contains("release");
    }

    @Test
    void theBundleInMemoryAndItsZipCanBeSignedToo() throws IOException {
        Path zip = folder.resolve("ladder.zip");
        TestBundles.ladder().files().signed(release).writeZip(zip);

        assertThat(Bundle.open(zip, Trust.only(TrustStore.at(keys))).signer()).contains("release");
    }

    @Test
    void anUnsignedBundleIsRefusedWhenASignatureIsRequired() {
        Trust trust = Trust.only(TrustStore.at(keys));

        assertRefused(trust, "bundle.yaml.sig of", "is missing");
        assertThat(Bundle.open(bundle).signer()).isEmpty();
    }

    @Test
    void aChangedManifestIsRefusedEvenWhenNoSignatureIsRequired() throws IOException {
        release.signDirectory(bundle);
        Path manifest = bundle.resolve("bundle.yaml");
        Files.writeString(manifest, Files.readString(manifest).replace("class3", "class4"));

        assertRefused(Trust.only(TrustStore.at(keys)), "not that of key 'release'");
        assertRefused(new Trust(TrustStore.at(keys), false), "not that of key 'release'");
    }

    @Test
    void anUnknownKeyIsNamed() throws IOException {
        BundleSigner other =
                BundleSigner.generate("other", folder.resolve("o.key"), folder.resolve("o.pem"));
        other.signDirectory(bundle);

        assertRefused(Trust.only(TrustStore.at(keys)), "key 'other'", "[release]");
        assertThat(Bundle.open(bundle, new Trust(TrustStore.at(keys), false)).signer()).isEmpty();
    }

    @Test
    void anotherKeyUnderAKnownIdIsRefused() throws IOException {
        BundleSigner impostor =
                BundleSigner.generate("release", folder.resolve("i.key"), folder.resolve("i.pem"));
        impostor.signDirectory(bundle);

        assertRefused(Trust.only(TrustStore.at(keys)), "not that of key 'release'");
    }

    @Test
    void aFileThatIsNoSignatureIsRefused() throws IOException {
        Files.writeString(bundle.resolve("bundle.yaml.sig"), "signed, honestly\n");

        assertRefused(Trust.anyone(), "is not a signature");
    }

    @Test
    void aTrustStoreNamesTheFileThatIsNoKey() throws IOException {
        Files.writeString(keys.resolve("broken.pem"), "-----BEGIN PUBLIC KEY-----\n");

        assertThatThrownBy(() -> TrustStore.at(keys)).hasMessageContaining("broken.pem");
    }

    @Test
    void aPrivateKeyIsItsOwnersAndIsNeverOverwritten() throws IOException {
        Path key = folder.resolve("release.key");
        if (key.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
        }

        assertThatThrownBy(() -> BundleSigner.generate("x", key, folder.resolve("x.pem")))
                .isInstanceOf(IOException.class);
    }

    private void assertRefused(Trust trust, String... said) {
        assertThatThrownBy(() -> Bundle.open(bundle, trust))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll(said)
                .extracting("category")
                .isEqualTo(Category.SIGNATURE);
    }
}
