package io.sluice.cli.bundle;

import io.sluice.cli.ImportOptions;
import io.sluice.kernel.onnx.MultiplyAdds;
import io.sluice.kernel.onnx.OnnxModel;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice bundle cut}. */
@Command(
        name = "cut",
        mixinStandardHelpOptions = true,
        description =
                "Cuts an ONNX file into one file per stage, and checks that the stages together compute "
                        + "what the whole does. With one name in --logits and any number of cuts, the "
                        + "stages have no heads, and the last one gives that tensor.")
final class CutCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ModelOptions options;
    @Mixin private ImportOptions rules;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIRECTORY",
            description = "where stage1.onnx and so on are written")
    private Path directory;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<OnnxModel> stages = options.cutOrBackbone(options.load(rules, out), out);
        Files.createDirectories(directory);
        for (int i = 0; i < stages.size(); i++) {
            Path file = directory.resolve("stage" + (i + 1) + ".onnx");
            stages.get(i).save(file);
            out.printf(
                    "%s: %,d multiply-adds, %s -> %s%n",
                    file,
                    MultiplyAdds.count(stages.get(i)).total(),
                    stages.get(i).inputs(),
                    stages.get(i).outputs());
        }
        return 0;
    }
}
