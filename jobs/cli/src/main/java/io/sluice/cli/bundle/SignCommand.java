package io.sluice.cli.bundle;

import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleSigner;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice bundle sign}. */
@Command(
        name = "sign",
        mixinStandardHelpOptions = true,
        description = "Checks the files of a bundle directory and signs it.")
final class SignCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "DIRECTORY", description = "the bundle")
    private Path bundle;

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "a private key")
    private Path key;

    @Option(names = "--key-id", required = true, description = "its id in trust stores")
    private String keyId;

    @Override
    public Integer call() throws Exception {
        Bundle checked = Bundle.open(bundle);
        BundleSigner.load(keyId, key).signDirectory(bundle);
        spec.commandLine().getOut().println(checked + " is signed by " + keyId);
        return 0;
    }
}
