package io.sluice.cli.bundle;

import io.sluice.kernel.bundle.BitstreamSpec;
import io.sluice.kernel.bundle.BundleFiles;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice bundle add-bitstream}. */
@Command(
        name = "add-bitstream",
        mixinStandardHelpOptions = true,
        description =
                "Adds a stage that was compiled ahead of time for a board to a bundle, in place of what it had "
                        + "for both. The bundle's hash changes, its policy names the new one, and it must be "
                        + "signed again.")
final class AddBitstreamCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "BUNDLE", description = "a directory or zip")
    private Path bundle;

    @Option(names = "--stage", required = true, description = "the stage's name")
    private String stage;

    @Option(
            names = "--board",
            required = true,
            description = "the board it was compiled for, as the board calls itself")
    private String board;

    @Option(names = "--toolchain", required = true, description = "what compiled it")
    private String toolchain;

    @Option(
            names = "--toolchain-version",
            required = true,
            paramLabel = "VERSION",
            description = "that one's version")
    private String toolchainVersion;

    @Option(names = "--entry", required = true, description = "the name of the kernel in it")
    private String entry;

    @Option(
            names = "--minimum-batch",
            defaultValue = "1",
            paramLabel = "ROWS",
            description =
                    "the fewest rows that the kernel can be called with (default: ${DEFAULT-VALUE})")
    private int minimumBatch;

    @Option(
            names = "--file",
            required = true,
            description = "the bitstream; it becomes bitstreams/<its name> in the bundle")
    private Path file;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "PATH",
            description = "where the new bundle goes: a directory, or a file that ends in .zip")
    private Path target;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        BitstreamSpec bitstream =
                new BitstreamSpec(
                        stage,
                        board,
                        toolchain,
                        toolchainVersion,
                        entry,
                        minimumBatch,
                        "bitstreams/" + file.getFileName());
        BundleFiles files =
                BundleFiles.read(bundle).withBitstream(bitstream, Files.readAllBytes(file));
        files.write(target);
        BundleDescription.of(files.open()).print(out);
        return 0;
    }
}
