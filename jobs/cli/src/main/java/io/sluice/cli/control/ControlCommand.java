package io.sluice.cli.control;

import picocli.CommandLine.Command;

/** {@code sluice control}. */
@Command(
        name = "control",
        mixinStandardHelpOptions = true,
        description = "Sends messages to a pipeline's control topic.",
        subcommands = SendCommand.class)
public final class ControlCommand {}
