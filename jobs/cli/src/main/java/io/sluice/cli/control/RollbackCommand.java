package io.sluice.cli.control;

import io.sluice.gates.Policy;
import io.sluice.schemas.ControlEnvelope;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice policy rollback}. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes the policy that was in force before the newest the one in force again, under a new",
            "epoch, and waits until every task holds it. A second rollback undoes the first."
        },
        footerHeading = "%nExample:%n",
        footer = "  sluice policy rollback pipeline.yaml")
final class RollbackCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private SendingOptions sending;

    @Override
    public Integer call() throws IOException {
        return sending.send(ControlEnvelope.Kind.POLICY, this::before);
    }

    private byte[] before(ControlTopicWriter topic) {
        byte[] before = topic.before().policy();
        spec.commandLine()
                .getOut()
                .println(
                        "from policy "
                                + topic.newest().policy().version()
                                + " back to "
                                + Policy.parse("the policy before", before).version());
        return before;
    }
}
