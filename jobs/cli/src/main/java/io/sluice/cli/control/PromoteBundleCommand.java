package io.sluice.cli.control;

import io.sluice.jobs.SucceedingBundle;
import io.sluice.kernel.config.BundleConfig;
import io.sluice.schemas.ControlEnvelope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice bundle promote}. */
@Command(
        name = "promote",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts another bundle with its first policy in the place of the one that a pipeline of a ladder",
            "runs, under a new epoch, without a restart. It is fetched and checked here first, as verify",
            "does, and must have the inputs and classes of the bundle in the pipeline's file. Then waits",
            "until every task has opened it: until then events go on with the bundle before, and those in",
            "flight stay with it. Ends with 1 when a task refuses it or does not answer."
        },
        footerHeading = "%nExample:%n",
        footer =
                "  sluice bundle promote pipeline.yaml --bundle https://store/shop-2.zip --sha256 SHA-256")
public final class PromoteBundleCommand implements Callable<Integer> {
    @Mixin private SendingOptions sending;

    @Option(
            names = "--bundle",
            required = true,
            paramLabel = "URI",
            description =
                    "a directory or zip, or a file:, http: or https: address, that every task can read")
    private String uri;

    @Option(
            names = "--sha256",
            defaultValue = "",
            paramLabel = "HEX",
            description = "SHA-256 of the zip; required for http: and https:")
    private String sha256;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "a policy for it (default: its own first one)")
    private Path policy;

    @Override
    public Integer call() throws IOException {
        String absolute =
                uri.matches("[a-z0-9]+:.*")
                        ? uri
                        : Path.of(uri).toAbsolutePath().normalize().toString();
        return sending.send(
                ControlEnvelope.Kind.BUNDLE,
                topic -> {
                    BundleConfig successor =
                            topic.config()
                                    .bundle()
                                    .successor(
                                            absolute,
                                            sha256,
                                            policy == null ? null : policy.toString());
                    return SucceedingBundle.open(topic.config(), topic.bundle(), successor)
                            .document();
                });
    }
}
