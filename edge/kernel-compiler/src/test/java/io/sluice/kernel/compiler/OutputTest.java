package io.sluice.kernel.compiler;

import static io.sluice.kernel.testkit.GraphBuilder.integer;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.testkit.GraphBuilder;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.schemas.DType;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The host reads its outputs from memory of their own, whatever the graph says they are. */
class OutputTest {
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "INT32", "INT64", "UINT8", "BOOL"})
    void anInputThatIsAnOutputIsCopied(DType dtype) {
        Program program = Interpreted.requireAgreement(OnnxGraphs.identity(dtype, 4), 3, 1);

        assertThat(program.steps()).hasSize(1).first().isInstanceOf(Step.Copy.class);
        assertThat(program.inputs().get(0).role()).isEqualTo(Operand.Role.INPUT);
        assertThat(program.outputs().get(0).role()).isEqualTo(Operand.Role.OUTPUT);
    }

    @Test
    void oneResultUnderTwoNamesIsCopied() {
        Program program =
                require(
                        gemm().node("Flatten", List.of("g"), "f")
                                .node("Identity", List.of("g"), "h")
                                .output("f", DType.FLOAT32)
                                .output("h", DType.FLOAT32)
                                .output("g", DType.FLOAT32));

        assertThat(program.outputs()).doesNotHaveDuplicates();
        assertThat(program.steps().stream().filter(step -> step instanceof Step.Copy)).hasSize(2);
    }

    @Test
    void aConstantThatIsAnOutputIsCopied() {
        Program program =
                require(
                        gemm().node("Shape", List.of("g"), "shape")
                                .node("ConstantOfShape", List.of("shape"), "zeros")
                                .output("g", DType.FLOAT32)
                                .output("zeros", DType.FLOAT32));

        assertThat(program.constants()).hasSize(3);
    }

    @Test
    void anOutputIsReadByLaterSteps() {
        Program program =
                require(
                        gemm().node("Relu", List.of("g"), "r")
                                .gemm(new Random(6), "r", "h", 4, 2)
                                .output("r", DType.FLOAT32)
                                .output("h", DType.FLOAT32));

        assertThat(program.steps()).hasSize(2);
        assertThat(program.memory().slots()).isEmpty();
    }

    @Test
    void numbersThatDoNothingLeaveWhatIsThere() {
        Program program =
                require(
                        gemm().scalar("one", 1)
                                .scalar("nothing", 0)
                                .node("Mul", List.of("g", "one"), "m")
                                .node("Add", List.of("m", "nothing"), "y")
                                .output("y", DType.FLOAT32));

        assertThat(program.steps()).hasSize(1);
    }

    @Test
    void anInputThatNobodyReadsIsStillGiven() {
        Program program =
                require(
                        gemm().input(new TensorSpec("z", DType.INT64, new int[] {2}))
                                .node("Softmax", List.of("g"), "y", integer("axis", 1))
                                .output("y", DType.FLOAT32));

        assertThat(program.inputs()).extracting(Operand::name).containsExactly("x", "z");
    }

    private static GraphBuilder gemm() {
        return new GraphBuilder("outputs")
                .input(new TensorSpec("x", DType.FLOAT32, new int[] {6}))
                .gemm(new Random(3), "x", "g", 6, 4);
    }

    private static Program require(GraphBuilder graph) {
        OnnxModel model = OnnxModel.of("outputs", graph.build());
        StageModel stage =
                new StageModel("outputs", model.bytes(), model.inputs(), model.outputs());
        Interpreted.requireAgreement(stage, 1, 9);
        return Interpreted.requireAgreement(stage, 3, 9);
    }
}
