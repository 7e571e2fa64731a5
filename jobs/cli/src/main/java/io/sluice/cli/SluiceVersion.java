package io.sluice.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the jar that runs. */
final class SluiceVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = SluiceVersion.class.getPackage().getImplementationVersion();
        return new String[] {
            "sluice " + (version == null ? "(development)" : version),
            "Java "
                    + Runtime.version()
                    + ", "
                    + System.getProperty("os.name")
                    + " "
                    + System.getProperty("os.arch"),
        };
    }
}
