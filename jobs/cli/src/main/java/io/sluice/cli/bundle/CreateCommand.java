package io.sluice.cli.bundle;

import io.sluice.cli.ImportOptions;
import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.ExitRule;
import io.sluice.gates.FixedExit;
import io.sluice.kernel.KernelProviders;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleBuilder;
import io.sluice.kernel.bundle.BundleFiles;
import io.sluice.kernel.bundle.CutCheck;
import io.sluice.kernel.onnx.OnnxCutter;
import io.sluice.kernel.onnx.OnnxModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice bundle create}. */
@Command(
        name = "create",
        description =
                "Makes a bundle from an ONNX file: cuts it into stages, counts their multiply-adds, records "
                        + "golden vectors, and writes the first policy. Or, with --sensors, from the ONNX files "
                        + "of stems and branches; or, with --router, from the ONNX file of a router.")
final class CreateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ImportOptions rules;

    @ArgGroup(multiplicity = "1")
    private Source source;

    /** What the stages are made of. */
    private static final class Source {
        @ArgGroup(exclusive = false)
        private ModelOptions model;

        @Option(
                names = "--sensors",
                paramLabel = "FILE",
                description =
                        "YAML that names modalities, branches, configurations and their ONNX files, for a "
                                + "sensor bundle; its first policy keeps all sensors on")
        private Path sensors;

        @ArgGroup(exclusive = false)
        private RouterOptions router;
    }

    /** The model of a router bundle. */
    private static final class RouterOptions {
        @Option(
                names = "--router",
                required = true,
                paramLabel = "FILE",
                description =
                        "an ONNX file whose features choose experts, for a router bundle; 'fit experts' gives it "
                                + "its gate")
        private Path file;

        @Option(
                names = "--features",
                required = true,
                paramLabel = "NAME",
                description =
                        "its tensor with the features, float32 [N, F]; what comes behind it is left out")
        private String features;
    }

    // Not the standard mixin, whose --version is that of the program.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(names = "--name", required = true, description = "the bundle's name")
    private String name;

    @Option(names = "--version", required = true, description = "its semantic version")
    private String version;

    @Option(
            names = "--classes",
            required = true,
            paramLabel = "FILE",
            description = "names of the classes, one a line, in the order of the logits")
    private Path classes;

    @Option(
            names = "--thresholds",
            split = ",",
            paramLabel = "P",
            description =
                    "the first policy: an event leaves at the first exit whose confidence reaches the exit's "
                            + "threshold; one per exit but the last. Without it every event runs full.")
    private float[] thresholds;

    @Option(
            names = "--policy-version",
            defaultValue = "1",
            description = "version of the first policy (default: ${DEFAULT-VALUE})")
    private String policyVersion;

    @Option(
            names = "--samples",
            paramLabel = "INPUT=FILE",
            description =
                    "rows for the golden vectors: for every input a file with the bytes of the rows, "
                            + "little-endian; without it rows are drawn at random")
    private Map<String, Path> samples = new LinkedHashMap<>();

    @Option(
            names = "--golden-rows",
            defaultValue = "16",
            description = "number of golden vectors (default: ${DEFAULT-VALUE})")
    private int goldenRows;

    @Mixin private SigningOptions signing = new SigningOptions();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "PATH",
            description = "a directory, or a file that ends in .zip")
    private Path target;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        signing.check();
        BundleBuilder builder =
                new BundleBuilder(name, version)
                        .classes(Files.readAllLines(classes))
                        .policy(policyVersion, rule());
        List<OnnxModel> front = stages(builder, out);
        BundleFiles files =
                builder.samples(goldenRows, rows(front))
                        .build(KernelProviders.choose(KernelProviders.REFERENCE));
        signing.sign(files).write(target);
        BundleDescription.of(Bundle.open(target)).print(out);
        return 0;
    }

    /** Adds the stages; gives the models that take the bundle's inputs. */
    private List<OnnxModel> stages(BundleBuilder builder, PrintWriter out) throws IOException {
        if (source.router != null) {
            return router(builder, out);
        }
        return source.sensors == null ? ladder(builder, out) : sensors(builder, out);
    }

    private List<OnnxModel> router(BundleBuilder builder, PrintWriter out) throws IOException {
        if (thresholds != null) {
            throw new IllegalArgumentException(
                    "--thresholds goes with --model; a router has no exits to choose from");
        }
        OnnxModel whole = rules.load(source.router.file, out);
        OnnxModel router = OnnxCutter.backbone(whole, List.of(), source.router.features).get(0);
        builder.router(router, source.router.features);
        return List.of(router);
    }

    /** Adds the stages of a ladder; gives the model that takes the bundle's inputs. */
    private List<OnnxModel> ladder(BundleBuilder builder, PrintWriter out) throws IOException {
        OnnxModel whole = source.model.load(rules, out);
        builder.stages(source.model.cut(whole, out), source.model.logits);
        return List.of(whole);
    }

    /** Adds stems, branches and configurations; gives the stems. */
    private List<OnnxModel> sensors(BundleBuilder builder, PrintWriter out) throws IOException {
        if (thresholds != null) {
            throw new IllegalArgumentException(
                    "--thresholds goes with --model; a sensor bundle has no exits to choose from");
        }
        if (rules.isGiven()) {
            throw new IllegalArgumentException(
                    "--shape and --constant go with --model; "
                            + source.sensors
                            + " has 'shapes' and 'constants' for each of its files");
        }
        return SensorDescription.load(source.sensors).addTo(builder, out);
    }

    private ExitRule rule() {
        return thresholds == null ? FixedExit.full() : CertaintyThreshold.confidence(thresholds);
    }

    private Map<String, byte[]> rows(List<OnnxModel> front) throws IOException {
        Map<String, byte[]> rows = new LinkedHashMap<>();
        for (int i = 0; i < front.size(); i++) {
            rows.putAll(
                    samples.isEmpty()
                            ? CutCheck.randomRows(front.get(i), goldenRows, i + 1)
                            : sampleRows(front.get(i)));
        }
        return rows;
    }

    private Map<String, byte[]> sampleRows(OnnxModel model) throws IOException {
        Map<String, byte[]> rows = new LinkedHashMap<>();
        for (TensorSpec input : model.inputs()) {
            Path file = samples.get(input.name());
            if (file == null) {
                throw new IllegalArgumentException(
                        "--samples has no file for input '"
                                + input.name()
                                + "', only for "
                                + samples.keySet());
            }
            byte[] bytes = Files.readAllBytes(file);
            int wanted = goldenRows * input.rowBytes();
            if (bytes.length < wanted) {
                throw new IllegalArgumentException(
                        file
                                + " has "
                                + bytes.length
                                + " bytes; "
                                + goldenRows
                                + " rows of "
                                + input
                                + " are "
                                + wanted);
            }
            rows.put(input.name(), Arrays.copyOf(bytes, wanted));
        }
        return rows;
    }
}
