package io.sluice.kernel.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.onnx.ModelImport;
import io.sluice.kernel.onnx.OnnxCutter;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.testkit.EncoderGraph;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.schemas.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole networks. */
class NetworkTest {
    private static final Path DEMO = Path.of("../../jobs/examples/fashion-mnist");
    private static final Path SENSORS = Path.of("../../jobs/examples/sensors/bundle");
    private static final int TOKENS = 7;
    private static final long SEED = 17;

    @ParameterizedTest
    @CsvSource({
        "bundle/stage1.onnx, 1", "bundle/stage1.onnx, 5",
        "bundle/stage2.onnx, 1", "bundle/stage2.onnx, 5",
        "bundle/stage3.onnx, 1", "bundle/stage3.onnx, 5",
        "model.onnx, 1", "model.onnx, 5"
    })
    void theDemoAgrees(String file, int batch) throws IOException {
        Program program =
                Interpreted.requireAgreement(
                        model(OnnxModel.load(DEMO.resolve(file))), batch, SEED);

        assertThat(program.steps())
                .noneMatch(
                        step ->
                                step instanceof Step.Elementwise map
                                        && map.then().kind() == Pointwise.Kind.RELU);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "camera-stem",
                "radar-stem",
                "lidar-stem",
                "camera",
                "radar",
                "lidar",
                "camera-radar",
                "camera-lidar",
                "radar-lidar",
                "camera-radar-lidar"
            })
    void theSensorStagesAgree(String stage) throws IOException {
        StageModel model = model(OnnxModel.load(SENSORS.resolve(stage + ".onnx")));

        Interpreted.requireAgreement(model, 1, SEED);
        Interpreted.requireAgreement(model, 5, SEED);
    }

    @Test
    void theDemoNeedsLessMemoryThanItsTemporaries() throws IOException {
        StageModel demo = model(OnnxModel.load(DEMO.resolve("model.onnx")));
        Program program = ProgramCompiler.compile(demo, 16);

        assertThat(program.memory().bytes()).isLessThan(temporaries(program) * 2 / 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void anEncoderAsExportersWriteItAgrees(int batch) {
        StageModel encoder = model(pinned(EncoderGraph.of(SEED, 2)));

        Program program = Interpreted.requireAgreement(encoder, batch, SEED);

        assertThat(kinds(program, Step.LayerNormalization.class)).isEqualTo(5);
        assertThat(kinds(program, Step.Softmax.class)).isEqualTo(2);
        assertThat(gelus(program)).isEqualTo(2);
        assertThat(program.memory().bytes()).isLessThan(temporaries(program) / 2);
    }

    /** Lengths that every layer reads off its inputs, with nothing done to them at import. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void anImportedEncoderAndItsStagesAgree(int batch) {
        OnnxModel encoder =
                new ModelImport()
                        .shape("input_ids", TOKENS)
                        .constant("token_type_ids", 0)
                        .apply(OnnxModel.of("encoder", EncoderGraph.quantised(SEED, 2)));
        List<OnnxModel> stages =
                OnnxCutter.cut(
                        encoder,
                        List.of(List.of("layer1_out", "attention_mask")),
                        List.of("exit1_logits", "exit2_logits"));

        Interpreted.requireAgreement(model(encoder), batch, SEED);
        stages.forEach(stage -> Interpreted.requireAgreement(model(stage), batch, SEED));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void aLadderOnPixelsAgrees(int batch) {
        ModelProto ladder = OnnxGraphs.threeExits(SEED, DType.UINT8, 30, 24, 10);

        Program program =
                Interpreted.requireAgreement(model(OnnxModel.of("ladder", ladder)), batch, SEED);

        assertThat(program.outputs()).hasSize(3);
    }

    @Test
    void theSameStageGivesTheSameProgram() {
        StageModel encoder = model(pinned(EncoderGraph.of(SEED, 1)));

        Program first = ProgramCompiler.compile(encoder, 3);
        Program second = ProgramCompiler.compile(encoder, 3);

        assertThat(second.steps().toString().replaceAll("@[0-9a-f]+", ""))
                .isEqualTo(first.steps().toString().replaceAll("@[0-9a-f]+", ""));
        assertThat(second.memory()).isEqualTo(first.memory());
    }

    @Test
    void operandsAreNumberedAndEveryoneIsDefinedBeforeItIsRead() {
        Program program = ProgramCompiler.compile(model(pinned(EncoderGraph.of(SEED, 1))), 3);
        Set<Operand> known = new HashSet<>(program.inputs());
        program.constants().forEach(constant -> known.add(constant.operand()));
        int last = -1;
        for (Constant constant : program.constants()) {
            assertThat(constant.operand().id()).isGreaterThan(last);
            last = constant.operand().id();
        }
        for (Step step : program.steps()) {
            assertThat(known).containsAll(step.reads());
            assertThat(step.reads()).doesNotContain(step.writes());
            known.add(step.writes());
        }
        assertThat(known).containsAll(program.outputs());
        assertThat(known.stream().mapToInt(Operand::id).max()).hasValue(known.size() - 1);
    }

    private static OnnxModel pinned(ModelProto encoder) {
        return new ModelImport().shape("input_ids", TOKENS).apply(OnnxModel.of("encoder", encoder));
    }

    static StageModel model(OnnxModel model) {
        return new StageModel(model.name(), model.bytes(), model.inputs(), model.outputs());
    }

    private static long temporaries(Program program) {
        return program.memory().slotOf().keySet().stream().mapToLong(t -> 4L * t.elements()).sum();
    }

    private static long kinds(Program program, Class<? extends Step> kind) {
        return program.steps().stream().filter(kind::isInstance).count();
    }

    private static long gelus(Program program) {
        List<Pointwise> functions = new ArrayList<>();
        program.steps().forEach(step -> functions.add(StepChange.then(step)));
        return functions.stream().filter(f -> f != null && f.kind() == Pointwise.Kind.GELU).count();
    }
}
