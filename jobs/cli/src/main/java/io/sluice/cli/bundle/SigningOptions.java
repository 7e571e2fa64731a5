package io.sluice.cli.bundle;

import io.sluice.kernel.bundle.BundleFiles;
import io.sluice.kernel.bundle.BundleSigner;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Whether and how a bundle that is written is signed. */
public final class SigningOptions {
    @Option(
            names = "--sign-with",
            paramLabel = "FILE",
            description = "a private key; see 'bundle keys'")
    private Path privateKey;

    @Option(names = "--key-id", description = "the id of that key in trust stores")
    private String keyId;

    /**
     * Checks what can be checked before any work.
     *
     * @throws IllegalArgumentException when one of the two is missing
     */
    public void check() {
        if ((privateKey == null) != (keyId == null)) {
            throw new IllegalArgumentException("--sign-with and --key-id go together");
        }
    }

    /** The files, signed where that is asked for. */
    public BundleFiles sign(BundleFiles files) {
        return privateKey == null ? files : files.signed(BundleSigner.load(keyId, privateKey));
    }
}
