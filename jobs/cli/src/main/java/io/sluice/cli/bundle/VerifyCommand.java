package io.sluice.cli.bundle;

import io.sluice.gates.sensors.SensorStructure;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.bundle.StagePlacement;
import io.sluice.kernel.bundle.Trust;
import io.sluice.kernel.bundle.TrustStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice bundle verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Does with a bundle all that is done before it is activated: signature, hashes, shapes, and "
                        + "the golden vectors at batch 1 and n. Ends with 4 and the reason when it is refused.")
final class VerifyCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "BUNDLE", description = "a directory or zip")
    private Path bundle;

    @Option(
            names = "--trust-store",
            paramLabel = "DIRECTORY",
            description = "public keys, one <key id>.pem each; the bundle must be signed by one")
    private Path trustStore;

    @Option(
            names = "--provider",
            defaultValue = "auto",
            description = "the kernel provider to check with (default: ${DEFAULT-VALUE})")
    private String provider;

    @Override
    public Integer call() {
        Trust trust = trustStore == null ? Trust.anyone() : Trust.only(TrustStore.at(trustStore));
        Bundle opened = Bundle.open(bundle, trust);
        try (ActiveBundle active = BundleHost.process().acquire(opened, provider, null)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(
                    opened
                            + " is sound: "
                            + opened.manifest().files().size()
                            + " files, "
                            + active.stages()
                            + " stages"
                            + opened.manifest().sensors().map(VerifyCommand::parts).orElse("")
                            + opened.manifest()
                                    .router()
                                    .map(router -> " (router, " + router.features() + ")")
                                    .orElse("")
                            + ", golden vectors agree on "
                            + active.providerName()
                            + "/"
                            + active.device()
                            + opened.signer().map(key -> ", signed by " + key).orElse(""));
            for (int i = 0; i < active.stages(); i++) {
                StagePlacement placement = active.placement(i);
                if (placement.isElsewhere()) {
                    out.println(
                            "  "
                                    + placement.stage()
                                    + " runs on "
                                    + placement.device()
                                    + ": "
                                    + placement.reason());
                }
            }
        }
        return 0;
    }

    private static String parts(SensorStructure sensors) {
        return String.format(
                " (%d modalities, %d branches, %d configurations)",
                sensors.modalities().size(),
                sensors.branches().size(),
                sensors.configurations().size());
    }
}
