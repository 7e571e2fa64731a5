package io.sluice.cli.control;

import io.sluice.schemas.ControlEnvelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice policy promote}. */
@Command(
        name = "promote",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a policy the one in force, under a new epoch, and waits until every task holds it.",
            "Events in flight are answered under the policy that they were admitted under. Ends with 1",
            "when a task refuses it or does not answer; try it on recorded events with sluice replay."
        },
        footerHeading = "%nExample:%n",
        footer = "  sluice policy promote pipeline.yaml --policy policy-2.json")
final class PromoteCommand implements Callable<Integer> {
    @Mixin private SendingOptions sending;

    @Option(
            names = "--policy",
            required = true,
            paramLabel = "FILE",
            description = "the policy document")
    private Path policy;

    @Override
    public Integer call() throws IOException {
        byte[] document = Files.readAllBytes(policy);
        return sending.send(ControlEnvelope.Kind.POLICY, topic -> document);
    }
}
