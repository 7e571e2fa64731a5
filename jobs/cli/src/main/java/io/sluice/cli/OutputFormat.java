package io.sluice.cli;

/** How a command prints its result. */
public enum OutputFormat {
    TABLE,
    JSON
}
