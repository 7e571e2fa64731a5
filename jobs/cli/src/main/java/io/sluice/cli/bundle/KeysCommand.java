package io.sluice.cli.bundle;

import io.sluice.kernel.bundle.BundleSigner;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice bundle keys}. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description =
                "Makes an Ed25519 key pair: a private key to sign with, a public one for trust stores.")
final class KeysCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--key-id",
            required = true,
            description = "the id under which trust stores know it")
    private String keyId;

    @Option(
            names = "--out",
            defaultValue = ".",
            paramLabel = "DIRECTORY",
            description =
                    "where <key id>.key and <key id>.pem are written (default: ${DEFAULT-VALUE})")
    private Path directory;

    @Override
    public Integer call() throws Exception {
        Path privateKey = directory.resolve(keyId + ".key");
        Path publicKey = directory.resolve(keyId + ".pem");
        BundleSigner.generate(keyId, privateKey, publicKey);
        spec.commandLine()
                .getOut()
                .println(
                        "private key " + privateKey + " (keep it secret), public key " + publicKey);
        return 0;
    }
}
