package io.sluice.cli.fit;

import picocli.CommandLine.Command;

/** {@code sluice fit}. */
@Command(
        name = "fit",
        mixinStandardHelpOptions = true,
        description = "Fits gates on labelled data.",
        subcommands = {ExitsCommand.class, SensorsCommand.class, ExpertsCommand.class})
public final class FitCommand {}
