package io.sluice.kernel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.gates.experts.ExpertGate;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleBuilder;
import io.sluice.kernel.bundle.BundleException;
import io.sluice.kernel.bundle.BundleException.Category;
import io.sluice.kernel.bundle.BundleFiles;
import io.sluice.kernel.bundle.GoldenCheck;
import io.sluice.kernel.bundle.LadderRunner;
import io.sluice.kernel.bundle.Trust;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.schemas.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A router bundle from its ONNX file to features, and the experts that go with it. */
class RouterBundleTest {
    private final PlainKernels kernels = new PlainKernels(new PlainScript());
    private final Bundle bundle = RouterTestBundle.router().open();

    @Test
    void aDirectoryAndAZipAreTheSameBundle(@TempDir Path folder) throws IOException {
        BundleFiles files = RouterTestBundle.router().files();
        files.writeDirectory(folder.resolve("router"));
        files.writeZip(folder.resolve("router.zip"));

        assertThat(Bundle.open(folder.resolve("router")).hash())
                .isEqualTo(Bundle.open(folder.resolve("router.zip")).hash())
                .isEqualTo(bundle.hash());
        assertThat(bundle.manifest().document()).startsWith("format-version: 4\n");
        assertThat(bundle.manifest().requireRouter().toString())
                .isEqualTo("features: FLOAT32[N, 10]");
    }

    @Test
    void itsStageGivesTheFeaturesThatAreDocumented() {
        try (StageKernel stage = kernels.open(bundle.stageModel(0), PlainKernels.DEVICE);
                LadderRunner runner = new LadderRunner(List.of(stage), 1)) {
            runner.buffer(TestBundles.INPUT).put(0, TestBundles.row(3, 150));
            runner.run(1);

            assertThat(runner.floats(RouterTestBundle.FEATURES, 10))
                    .containsExactly(0, 0, 0, 1.5f, 0, 0, 0, 0, 0, 0);
        }
    }

    @Test
    void anExpertIsWrongWithConfidenceWhereItKnowsNothing() {
        Bundle low = RouterTestBundle.expert(RouterTestBundle.LOW).open();
        low.manifest().requireLadder();
        try (StageKernel stage = kernels.open(low.stageModel(0), PlainKernels.DEVICE);
                LadderRunner runner = new LadderRunner(List.of(stage), 1)) {
            runner.buffer(TestBundles.INPUT).put(0, TestBundles.row(4, 100));
            runner.run(1);
            assertThat(runner.floats("logits", 10)).startsWith(0, 0, 0, 0, 8, 0);

            runner.buffer(TestBundles.INPUT).put(0, TestBundles.row(9, 100));
            runner.run(1);
            assertThat(runner.floats("logits", 10)).startsWith(8, 0);
        }
    }

    @Test
    void goldenVectorsHoldTheFeatures() {
        Bundle other = changedFeatures();
        try (StageKernel right = kernels.open(bundle.stageModel(0), PlainKernels.DEVICE);
                StageKernel wrong = kernels.open(other.stageModel(0), PlainKernels.DEVICE)) {
            GoldenCheck check = new GoldenCheck(bundle.manifest(), bundle.golden());

            check.check(List.of(right));
            assertThatThrownBy(() -> check.check(List.of(wrong)))
                    .isInstanceOf(BundleException.class)
                    .hasMessageContaining("router.onnx: features features at batch 1 is off by")
                    .extracting("category")
                    .isEqualTo(Category.GOLDEN);
        }
    }

    @Test
    void beforeAFitItKnowsNoExpert() {
        ExpertPolicy first = bundle.firstPolicy().experts().orElseThrow();

        assertThat(first.experts()).isEmpty();
        assertThat(first.features()).isEqualTo(10);
        assertThat(first.all()).isZero();
        assertThat(new ExpertGate(first).experts()).isZero();
    }

    @Test
    void theFittedOneChoosesWhoKnowsTheClass() {
        Bundle fitted = RouterTestBundle.fitted().open();
        ExpertPolicy policy = fitted.firstPolicy().experts().orElseThrow();
        ExpertGate gate = new ExpertGate(policy);
        float[] losses = new float[3];
        gate.predict(policy.sample()[7], 0, losses);

        assertThat(policy.names(policy.all())).containsExactly("all", "high", "low");
        assertThat(losses[0]).isCloseTo(0.047f, within(1e-3f));
        assertThat(losses[1]).isCloseTo(0.0025f, within(1e-4f));
        assertThat(losses[2]).isCloseTo(0.9975f, within(1e-4f));
    }

    @Test
    void aPolicyForOtherFeaturesIsRefused() {
        Policy ladder = new Policy("9", "", FixedExit.full());
        ExpertPolicy narrow =
                new ExpertPolicy(
                        3,
                        List.of(),
                        0.1,
                        0,
                        0,
                        1,
                        1,
                        RouterTestBundle.choice().categories(),
                        new float[1][3],
                        new int[1]);

        assertThatThrownBy(() -> RouterTestBundle.router().policy(ladder.with(narrow)).files())
                .hasMessageContaining("3 features, but the router gives 10");
        assertThatThrownBy(
                        () ->
                                TestBundles.ladder()
                                        .policy(ladder.with(RouterTestBundle.choice()))
                                        .files())
                .hasMessageContaining("has a section experts; expected none");
    }

    @Test
    void aModelWithMoreThanFeaturesIsRefusedBeforeAnythingIsRun() {
        PlainScript script = new PlainScript();
        OnnxModel stem =
                OnnxModel.parse(
                        "camera", SensorTestBundle.roads().files().files().get("camera-stem.onnx"));

        assertThatThrownBy(
                        () ->
                                new BundleBuilder("made", "1.0.0")
                                        .classes(List.of("a", "b"))
                                        .router(stem, "camera_summary")
                                        .build(new PlainKernels(script)))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining(
                        "router 'router' has outputs [camera_features, camera_summary]")
                .hasMessageContaining("the features alone: [camera_summary]");
        assertThat(script.opened()).isZero();
    }

    @Test
    void whoWantsAnotherKindRefusesItByName() {
        assertThatThrownBy(() -> bundle.manifest().requireLadder())
                .hasMessage(
                        "router@1.0.0 is a router bundle with the features features; expected a"
                                + " ladder, whose stages each have an exit");
        assertThatThrownBy(() -> bundle.manifest().requireSensors())
                .hasMessageContaining("expected a sensor bundle");
        assertThatThrownBy(() -> TestBundles.ladder().open().manifest().requireRouter())
                .hasMessage(
                        "ladder@1.0.0 is a ladder with the exits exit1, exit2, exit3; expected a"
                                + " router bundle, whose stage gives features");
    }

    @Test
    void aChangedFileIsNamed() {
        Map<String, byte[]> files = new TreeMap<>();
        RouterTestBundle.router()
                .files()
                .files()
                .forEach((path, bytes) -> files.put(path, bytes.clone()));
        files.get("router.onnx")[40] ^= 1;

        assertThatThrownBy(() -> Bundle.open(new BundleFiles("test", files), Trust.anyone()))
                .hasMessageContaining("router.onnx: sha-256 is")
                .extracting("category")
                .isEqualTo(Category.HASH);
    }

    /** The same bundle but for one weight. */
    private static Bundle changedFeatures() {
        OnnxModel model =
                OnnxModel.of(
                        "router",
                        new GraphBuilder("router")
                                .input(
                                        new TensorSpec(
                                                TestBundles.INPUT,
                                                DType.UINT8,
                                                new int[] {TestBundles.CLASSES}))
                                .node(
                                        "Cast",
                                        List.of(TestBundles.INPUT),
                                        "values",
                                        GraphBuilder.integer("to", 1))
                                .diagonal("scale", TestBundles.CLASSES, 0.02f)
                                .node("MatMul", List.of("values", "scale"), "features")
                                .output(
                                        new TensorSpec(
                                                "features",
                                                DType.FLOAT32,
                                                new int[] {TestBundles.CLASSES}))
                                .build());
        return new BundleBuilder("router", "1.0.0")
                .classes(RouterTestBundle.router().open().manifest().classes())
                .router(model, "features")
                .samples(1, Map.of(TestBundles.INPUT, TestBundles.row(1, 1)))
                .build(new PlainKernels(new PlainScript()))
                .open();
    }
}
