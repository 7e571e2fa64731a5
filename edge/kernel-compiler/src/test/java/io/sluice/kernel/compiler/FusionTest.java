package io.sluice.kernel.compiler;

import static io.sluice.kernel.testkit.GraphBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.testkit.GraphBuilder;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.kernel.testkit.OperatorGraphs;
import io.sluice.schemas.DType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the results agree is tested for the same blocks by {@link OperatorAgreementTest}. */
class FusionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "convolution, batch normalisation, ReLU | Convolution RELU",
                "biased convolution in groups, batch normalisation, clip | Convolution CLIP",
                "convolution, bias by addition, sigmoid | Convolution SIGMOID",
                "gemm, batch normalisation, tanh | MatMul TANH",
                "product, bias, ReLU | MatMul RELU",
                "number, product, number | MatMul",
                "product of transposed matrices | MatMul",
                "layer normalisation by Pow | LayerNormalization",
                "layer normalisation by Mul | LayerNormalization",
                "layer normalisation by Pow and 1/x | LayerNormalization",
                "layer normalisation by Mul and 1/x | LayerNormalization",
                "sum, ReLU | Arithmetic RELU",
                "pool, LeakyRelu | Pooling LEAKY_RELU",
                "mean, sigmoid | Reduction SIGMOID",
                "GELU, halved at the end | Elementwise GELU",
                "GELU, halved in front | Elementwise GELU",
                "GELU, halved within | Elementwise GELU",
                "GELU by tanh and a power | Elementwise GELU_TANH",
                "GELU by tanh and products | Elementwise GELU_TANH"
            })
    void aBlockIsOneStep(String block, String step) {
        StageModel model = block(block);

        assertThat(steps(model, 1)).containsExactly(step);
        assertThat(steps(model, 3)).containsExactly(step);
    }

    @Test
    void attentionTransposesKeysInItsProductAndScalesThere() {
        Program program = ProgramCompiler.compile(block("attention"), 3);

        assertThat(steps(program))
                .containsExactlyInAnyOrder(
                        "MatMul",
                        "Copy",
                        "MatMul",
                        "Copy",
                        "MatMul",
                        "Copy", // q, k, v and heads
                        "Copy",
                        "Elementwise AFFINE",
                        "Elementwise AFFINE", // mask
                        "MatMul",
                        "Arithmetic",
                        "Softmax",
                        "MatMul",
                        "Copy",
                        "Arithmetic");
        Step.MatMul scores =
                program.steps().stream()
                        .filter(step -> step instanceof Step.MatMul product && product.transposeB())
                        .map(Step.MatMul.class::cast)
                        .findFirst()
                        .orElseThrow();
        assertThat(scores.batch()).isEqualTo(6);
        assertThat(scores.alpha()).isEqualTo((float) (1 / Math.sqrt(3)));
    }

    @Test
    void aPerceptronIsAProductPerLayer() {
        assertThat(steps(OnnxGraphs.mlp(1, 6, 5, 4, 3), 8))
                .containsExactly("MatMul RELU", "MatMul RELU", "MatMul");
    }

    @Test
    void whatIsReadTwiceIsNotFusedAway() {
        StageModel model =
                model(
                        gemm().node("Relu", List.of("g"), "r")
                                .node("Add", List.of("g", "r"), "y")
                                .output("y", DType.FLOAT32));

        assertThat(steps(model, 2)).containsExactly("MatMul", "Elementwise RELU", "Arithmetic");
        Interpreted.requireAgreement(model, 2, 5);
    }

    @Test
    void anOutputInBetweenIsNotFusedAway() {
        StageModel model =
                model(
                        gemm().node("Relu", List.of("g"), "y")
                                .output("g", DType.FLOAT32)
                                .output("y", DType.FLOAT32));

        assertThat(steps(model, 2)).containsExactly("MatMul", "Elementwise RELU");
        Interpreted.requireAgreement(model, 2, 5);
    }

    @Test
    void aLayerNormalisationWhoseMeanIsWantedStaysInPieces() {
        StageModel model =
                model(
                        input().scalar("epsilon", 1e-5f)
                                .node("ReduceMean", List.of("x"), "mean", ints("axes", -1))
                                .node("Sub", List.of("x", "mean"), "d")
                                .node("Mul", List.of("d", "d"), "q")
                                .node("ReduceMean", List.of("q"), "v", ints("axes", -1))
                                .node("Add", List.of("v", "epsilon"), "r")
                                .node("Sqrt", List.of("r"), "s")
                                .node("Div", List.of("d", "s"), "y")
                                .output("mean", DType.FLOAT32)
                                .output("y", DType.FLOAT32));

        assertThat(steps(model, 2)).doesNotContain("LayerNormalization").hasSize(6);
        Interpreted.requireAgreement(model, 2, 5);
    }

    /** (x − 1000) · 100 would lose three digits as 100·x − 100000. */
    @Test
    void aDifferenceIsTakenBeforeItIsMultiplied() {
        StageModel model =
                model(
                        input().scalar("much", 1000)
                                .scalar("more", 100)
                                .node("Sub", List.of("x", "much"), "d")
                                .node("Mul", List.of("d", "more"), "y")
                                .output("y", DType.FLOAT32));

        assertThat(steps(model, 2)).containsExactly("Elementwise AFFINE", "Elementwise AFFINE");
    }

    @Test
    void numbersInARowAreOneStep() {
        StageModel model =
                model(
                        input().scalar("two", 2)
                                .node("Mul", List.of("x", "two"), "a")
                                .node("Div", List.of("a", "two"), "b")
                                .node("Mul", List.of("b", "two"), "c")
                                .node("Add", List.of("c", "two"), "y")
                                .output("y", DType.FLOAT32));

        assertThat(steps(model, 2)).containsExactly("Elementwise AFFINE");
        Interpreted.requireAgreement(model, 2, 5);
    }

    @Test
    void whatNobodyReadsIsLeftOut() {
        StageModel model =
                model(
                        gemm().node("Relu", List.of("g"), "y")
                                .node("NoSuchOperator", List.of("g"), "unused")
                                .output("y", DType.FLOAT32));

        assertThat(steps(model, 2)).containsExactly("MatMul RELU");
    }

    private static GraphBuilder input() {
        return new GraphBuilder("fusion").input(new TensorSpec("x", DType.FLOAT32, new int[] {6}));
    }

    private static GraphBuilder gemm() {
        return input().gemm(new Random(3), "x", "g", 6, 4);
    }

    private static StageModel model(GraphBuilder graph) {
        OnnxModel model = OnnxModel.of("fusion", graph.build());
        return new StageModel("fusion", model.bytes(), model.inputs(), model.outputs());
    }

    private static StageModel block(String name) {
        return OperatorGraphs.all().stream()
                .filter(model -> model.name().equals("block: " + name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no block " + name));
    }

    private static List<String> steps(StageModel model, int batch) {
        return steps(ProgramCompiler.compile(model, batch));
    }

    private static List<String> steps(Program program) {
        return program.steps().stream().map(FusionTest::named).toList();
    }

    /** A step's kind and the function that it applies. */
    private static String named(Step step) {
        Pointwise then = StepChange.then(step);
        String function = then == null || then.isNone() ? "" : " " + then.kind();
        return step.getClass().getSimpleName() + function;
    }
}
