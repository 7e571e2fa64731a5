package io.sluice.cli.control;

import picocli.CommandLine.Command;

/** {@code sluice policy}. */
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        description = "Changes the policy of a running pipeline.",
        subcommands = {PromoteCommand.class, RollbackCommand.class})
public final class PolicyCommand {}
