package io.sluice.cli.control;

import io.sluice.gates.BundleMessage;
import io.sluice.gates.Policy;
import io.sluice.schemas.ControlEnvelope;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice bundle rollback}. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts the bundle that a pipeline ran before the newest back in its place, with the last policy",
            "that was in force for it, under a new epoch, and waits until every task has opened it. A",
            "second rollback undoes the first."
        },
        footerHeading = "%nExample:%n",
        footer = "  sluice bundle rollback pipeline.yaml")
public final class RollbackBundleCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private SendingOptions sending;

    @Override
    public Integer call() throws IOException {
        return sending.send(ControlEnvelope.Kind.BUNDLE, this::before);
    }

    private byte[] before(ControlTopicWriter topic) {
        BundleMessage before = topic.before().bundleMessage();
        spec.commandLine()
                .getOut()
                .println(
                        "from "
                                + topic.newest().bundle()
                                + " back to "
                                + before.bundle()
                                + " with policy "
                                + Policy.parse("the policy before", before.policyDocument())
                                        .version());
        return before.document();
    }
}
