package io.sluice.kernel.compiler;

import static io.sluice.kernel.testkit.GraphBuilder.integer;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.UnsupportedStageException;
import io.sluice.kernel.testkit.GraphBuilder;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.schemas.DType;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {
    private static final TensorSpec X = new TensorSpec("x", DType.FLOAT32, new int[] {4});
    private static final TensorSpec Y = new TensorSpec("y", DType.FLOAT32, new int[] {4});

    @ParameterizedTest
    @ValueSource(strings = {"CumSum", "Einsum", "NoSuchOperator", "If"})
    void anOperatorThatIsNotCompiledIsNamed(String operator) {
        assertUnsupported(
                        graph().node(operator, List.of("x"), "middle")
                                .node("Relu", List.of("middle"), "y"))
                .hasMessageContaining("operator " + operator)
                .hasMessageContaining("node 'middle'")
                .hasMessageContaining("not compiled");
    }

    @Test
    void anOperatorOfAnotherDomainIsNamedWithItsDomain() {
        assertUnsupported(
                        graph().operators("com.example", 1)
                                .node("com.example", "Relu", List.of("x"), List.of("y")))
                .hasMessageContaining("com.example.Relu");
    }

    @Test
    void dynamicQuantisationIsRefused() {
        assertUnsupported(
                        graph().node(
                                        "",
                                        "DynamicQuantizeLinear",
                                        List.of("x"),
                                        List.of("q", "scale", "zero"))
                                .node("DequantizeLinear", List.of("q", "scale", "zero"), "y"))
                .hasMessageContaining("DynamicQuantizeLinear");
    }

    @Test
    void dynamicShapesAreRefused() {
        GraphBuilder graph =
                new GraphBuilder("free")
                        .input("x", DType.FLOAT32, "N", "length")
                        .node("Relu", List.of("x"), "y")
                        .output(Y);

        assertUnsupported(graph).hasMessageContaining("'x'").hasMessageContaining("no fixed shape");
    }

    @Test
    void aShapeThatIsOnlyKnownWhenItRunsIsRefused() {
        GraphBuilder graph =
                new GraphBuilder("late")
                        .input(X)
                        .input(new TensorSpec("to", DType.INT64, new int[0]))
                        .node("Reshape", List.of("x", "to"), "y")
                        .output(Y);
        StageModel model =
                new StageModel(
                        "late",
                        graph.build().toByteArray(),
                        List.of(X, new TensorSpec("to", DType.INT64, new int[0])),
                        List.of(Y));

        assertThatThrownBy(() -> ProgramCompiler.compile(model, 1))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageContaining("Reshape")
                .hasMessageContaining("not a constant");
    }

    @Test
    void doublesAreRefused() {
        assertUnsupported(
                        graph().node("Cast", List.of("x"), "wide", integer("to", 11))
                                .node("Cast", List.of("wide"), "y", integer("to", 1)))
                .hasMessageContaining("to FLOAT64");
    }

    @Test
    void aStageThatIsGivenDoublesIsRefused() {
        TensorSpec wide = new TensorSpec("x", DType.FLOAT64, new int[] {4});
        ModelProto graph =
                new GraphBuilder("wide")
                        .input(wide)
                        .node("Cast", List.of("x"), "y", integer("to", 1))
                        .output(Y)
                        .build();

        assertUnsupported(new StageModel("wide", graph.toByteArray(), List.of(wide), List.of(Y)))
                .hasMessageContaining("tensor 'x' is float64");
    }

    @ParameterizedTest
    @CsvSource({"10, FLOAT16", "8, STRING", "16, BFLOAT16"})
    void otherTypesAreRefused(int type, String name) {
        assertUnsupported(
                        graph().node("Cast", List.of("x"), "other", integer("to", type))
                                .node("Cast", List.of("other"), "y", integer("to", 1)))
                .hasMessageContaining("'other' has element type " + name);
    }

    @Test
    void weightsOfAnotherTypeAreRefused() {
        ModelProto.Builder model =
                graph().node("Add", List.of("x", "half"), "y").output(Y).build().toBuilder();
        model.getGraphBuilder()
                .addInitializer(
                        TensorProto.newBuilder()
                                .setName("half")
                                .setDataType(TensorProto.DataType.FLOAT16.getNumber())
                                .addDims(4));

        assertUnsupported(stage(model.build()))
                .hasMessageContaining("'half' has element type FLOAT16");
    }

    @Test
    void arithmeticOnWholeNumbersIsRefused() {
        TensorSpec whole = new TensorSpec("x", DType.INT64, new int[] {4});
        ModelProto graph =
                new GraphBuilder("whole")
                        .input(whole)
                        .node("Add", List.of("x", "x"), "sum")
                        .node("Cast", List.of("sum"), "y", integer("to", 1))
                        .output(Y)
                        .build();

        assertUnsupported(new StageModel("whole", graph.toByteArray(), List.of(whole), List.of(Y)))
                .hasMessageContaining("operator Add (node 'sum')")
                .hasMessageContaining("expected float32");
    }

    @Test
    void anAxisThatDoesNotExistIsRefusedByNode() {
        assertUnsupported(graph().node("Concat", List.of("x", "x"), "y", integer("axis", 7)))
                .hasMessageContaining("Concat");
    }

    @Test
    void anotherInterfaceIsRefused() {
        StageModel real = stage(graph().node("Relu", List.of("x"), "y").output(Y).build());
        TensorSpec other = new TensorSpec("z", DType.FLOAT32, new int[] {4});
        TensorSpec wider = new TensorSpec("x", DType.FLOAT32, new int[] {5});
        TensorSpec whole = new TensorSpec("y", DType.INT32, new int[] {4});

        assertRefused(real, List.of(other), List.of(Y)).hasMessageContaining("no input 'z'");
        assertRefused(real, List.of(X), List.of(other)).hasMessageContaining("no output 'z'");
        assertRefused(real, List.of(wider), List.of(Y)).hasMessageContaining("x: FLOAT32[N, 5]");
        assertRefused(real, List.of(X), List.of(whole)).hasMessageContaining("y: INT32[N, 4]");
        assertRefused(real, List.of(), List.of(Y)).hasMessageContaining("the graph has inputs");
    }

    @Test
    void aFixedBatchIsRefused() {
        GraphBuilder graph =
                new GraphBuilder("fixed")
                        .input("x", DType.FLOAT32, "1", "4")
                        .node("Relu", List.of("x"), "y")
                        .output(Y);

        assertThatThrownBy(() -> ProgramCompiler.compile(stage(graph.build()), 1))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("fixed leading axis");
    }

    @Test
    void whatIsNoModelAndABatchOfNothingAreRefused() {
        StageModel none = new StageModel("none", new byte[] {1, 2, 3}, List.of(X), List.of(Y));

        assertThatThrownBy(() -> ProgramCompiler.compile(none, 1))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("none");
        assertThatThrownBy(() -> ProgramCompiler.compile(OnnxGraphs.identity(3), 0))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("at least 1 row");
    }

    private static GraphBuilder graph() {
        return new GraphBuilder("refused").input(X);
    }

    private static StageModel stage(ModelProto graph) {
        return new StageModel("stage", graph.toByteArray(), List.of(X), List.of(Y));
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertUnsupported(
            GraphBuilder graph) {
        return assertUnsupported(stage(graph.output(Y).build()));
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertUnsupported(
            StageModel model) {
        return assertThatThrownBy(() -> ProgramCompiler.compile(model, 2))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageStartingWith(model.name() + ": ");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            StageModel real, List<TensorSpec> inputs, List<TensorSpec> outputs) {
        StageModel wrong = new StageModel("mistaken", real.onnx(), inputs, outputs);
        return assertThatThrownBy(() -> ProgramCompiler.compile(wrong, 1))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("mistaken");
    }
}
