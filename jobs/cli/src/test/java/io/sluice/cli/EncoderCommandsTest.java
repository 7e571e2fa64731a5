package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.testkit.EncoderGraph;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A quantised text encoder with a free sequence axis, from its file. */
class EncoderCommandsTest {
    private static final String CUT1 = "layer1_out,attention_mask";
    private static final String CUT2 = "layer2_out,attention_mask";

    @TempDir private Path folder;
    private Path model;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeModel() throws Exception {
        model = folder.resolve("encoder.onnx");
        OnnxModel.of("encoder", EncoderGraph.quantised(3, 3)).save(model);
    }

    @Test
    void becomesABundle() throws Exception {
        Path classes = Files.write(folder.resolve("classes.txt"), List.of("a", "b", "c"));
        Path target = folder.resolve("bundle");

        int code =
                run(
                        "create",
                        List.of(
                                "--logits", "exit1_logits,exit2_logits,exit3_logits",
                                "--classes", classes.toString(),
                                "--name", "encoder",
                                "--version", "1.0.0",
                                "--shape", "input_ids=6",
                                "--constant", "token_type_ids=0",
                                "--out", target.toString()));

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(Bundle.open(target).manifest().inputs())
                .hasToString("[input_ids: INT64[N, 6], attention_mask: INT64[N, 6]]");
        assertThat(out.toString()).contains("dequantised", "exit3_logits: cut and whole differ");
    }

    @Test
    void isCutWithoutHeads() {
        int code =
                run(
                        "cut",
                        List.of(
                                "--logits", "layer3_out",
                                "--shape", "input_ids=6",
                                "--constant", "token_type_ids=0",
                                "--out", folder.resolve("stages").toString()));

        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("[layer1_out: FLOAT32[N, 6, 8], attention_mask: INT64[N, 6]]");
        assertThat(folder.resolve("stages/stage3.onnx")).exists();
    }

    @Test
    void withoutItsShapeIsAnsweredWithTheOption() {
        int code = run("cut", List.of("--logits", "layer3_out", "--out", folder.toString()));

        assertThat(code).isNotZero();
        assertThat(err.toString()).contains("'input_ids' has no fixed shape", "--shape input_ids=");
    }

    private int run(String verb, List<String> further) {
        List<String> arguments = new ArrayList<>(List.of("bundle", verb));
        arguments.addAll(List.of("--model", model.toString(), "--cut", CUT1, "--cut", CUT2));
        arguments.addAll(further);
        CommandLine line = SluiceCommand.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments.toArray(String[]::new));
    }
}
