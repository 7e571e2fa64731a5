package io.sluice.cli;

import picocli.CommandLine.Command;

/** {@code sluice bundle}. */
@Command(
        name = "bundle",
        mixinStandardHelpOptions = true,
        description = "Makes, looks into, checks and signs model bundles.")
final class BundleCommand {}
