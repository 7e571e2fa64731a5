package io.sluice.cli.control;

import picocli.CommandLine.Command;

/** {@code sluice budget}. */
@Command(
        name = "budget",
        mixinStandardHelpOptions = true,
        description = "Sets the budgets of a running pipeline, and shows how they are kept.",
        subcommands = {BudgetSetCommand.class, BudgetGetCommand.class, BudgetWatchCommand.class})
public final class BudgetCommand {}
