package io.sluice.kernel.testkit;

import static io.sluice.kernel.testkit.SensorTestBundle.CLASSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.gates.Prices;
import io.sluice.gates.sensors.BranchShape;
import io.sluice.gates.sensors.ConfigurationShape;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleBuilder;
import io.sluice.kernel.bundle.BundleException;
import io.sluice.kernel.bundle.BundleException.Category;
import io.sluice.kernel.bundle.BundleFiles;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.bundle.Trust;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.kernel.testkit.SensorTestBundle.Sensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bundles of stems and branches: what is in them, how they are made, and what is refused. */
class SensorBundleTest {
    private final Bundle bundle = SensorTestBundle.roads().open();

    @Test
    void aDirectoryAndItsZipAreTheSameBundle(@TempDir Path folder) throws IOException {
        BundleFiles files = SensorTestBundle.roads().files();
        files.writeDirectory(folder.resolve("roads"));
        files.writeZip(folder.resolve("roads.zip"));

        Bundle directory = Bundle.open(folder.resolve("roads"));
        Bundle zip = Bundle.open(folder.resolve("roads.zip"));

        assertThat(directory.hash()).isEqualTo(zip.hash()).isEqualTo(bundle.hash());
        assertThat(zip.manifest()).isEqualTo(bundle.manifest());
        assertThat(directory.firstPolicy().bundleHash()).isEqualTo(bundle.hash());
        assertThat(BundleFiles.read(folder.resolve("roads")).files())
                .containsOnlyKeys(files.files().keySet());
        assertThat(bundle.manifest().document()).startsWith("format-version: 3\n");
    }

    @Test
    void itOffersWhatItsPartsSay() {
        assertThat(bundle.manifest().requireSensors())
                .isEqualTo(
                        new SensorStructure(
                                List.of("camera", "radar", "lidar"),
                                List.of(2, 1, 1),
                                List.of(
                                        new BranchShape("camera", 0b001),
                                        new BranchShape("radar", 0b010),
                                        new BranchShape("lidar", 0b100),
                                        new BranchShape("camera-radar", 0b011)),
                                List.of(
                                        new ConfigurationShape("camera", 0b0001),
                                        new ConfigurationShape("radar", 0b0010),
                                        new ConfigurationShape("camera-radar", 0b1000),
                                        new ConfigurationShape("camera-lidar", 0b0101),
                                        new ConfigurationShape("all", 0b1100))));
        assertThat(bundle.stageModel(0).outputs())
                .extracting(Object::toString)
                .containsExactly(
                        "camera_features: FLOAT32[N, 10]", "camera_summary: FLOAT32[N, 2]");
        assertThat(bundle.stageModel(6).inputs())
                .extracting(Object::toString)
                .containsExactly(
                        "camera_features: FLOAT32[N, 10]", "radar_features: FLOAT32[N, 10]");
        assertThat(bundle.stageModel(6).outputs())
                .extracting(Object::toString)
                .containsExactly("camera-radar_logits: FLOAT32[N, 10]");
    }

    @Test
    void theFirstPolicyKeepsAllSensorsOnAndKnowsNoCosts() {
        SensorPolicy first = bundle.firstPolicy().sensors().orElseThrow();

        assertThat(first.periodMillis()).isEqualTo(1000);
        assertThat(first.gate().alwaysOn()).isEqualTo(0b111);
        assertThat(first.costs().sampleJoules(0b111, 0b111, null, 1)).isZero();
        assertThat(first.fusion().weights()[4]).containsExactly(0, 0, 0.5f, 0.5f);
        assertThat(first.fusion().weights()[0]).containsExactly(1, 0, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"7, 4", "5, 3", "3, 2", "2, 1", "1, 0", "4, -1", "0, -1"})
    void theFirstPolicyUsesAsManyModalitiesAsArePresent(int present, int configuration) {
        SensorPolicy first = bundle.firstPolicy().sensors().orElseThrow();
        float[] losses = new float[5];
        first.predictor().predict(new float[3][], present, new double[] {1}, losses, null);

        assertThat(
                        first.computeGate(bundle.manifest().requireSensors())
                                .choose(losses, present, Prices.NONE))
                .isEqualTo(configuration);
    }

    @Test
    void withoutConfigurationsThereIsOneOfEachBranchAndOneOfAll() {
        BundleBuilder builder = new BundleBuilder("made", "1.0.0").classes(classes());
        bundle.manifest()
                .sensorLayout()
                .orElseThrow()
                .modalities()
                .forEach(m -> builder.stem(m.name(), model(m.stem()), m.summary()));
        builder.branch("radar", model("radar"), "radar_logits", List.of("radar"));
        builder.branch("lidar", model("lidar"), "lidar_logits", List.of("lidar"));
        Bundle made =
                builder.samples(1, oneRow()).build(new PlainKernels(new PlainScript())).open();

        assertThat(made.manifest().requireSensors().configurations())
                .containsExactly(
                        new ConfigurationShape("radar", 0b01),
                        new ConfigurationShape("lidar", 0b10),
                        new ConfigurationShape("all", 0b11));
    }

    @Test
    void aBranchOfAnotherModalityIsRefusedBeforeAnythingIsRun() {
        PlainScript script = new PlainScript();
        BundleBuilder builder =
                new BundleBuilder("made", "1.0.0")
                        .classes(classes())
                        .stem("radar", model("radar-stem"), "radar_summary")
                        .branch("camera", model("camera"), "camera_logits", List.of("radar"));

        assertThatThrownBy(() -> builder.build(new PlainKernels(script)))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("branch 'camera' reads 'camera_features'")
                .hasMessageContaining("radar_features, radar_summary")
                .hasMessageContaining("'camera' reads nothing of 'radar'");
        assertThat(script.opened()).isZero();
    }

    @Test
    void aPolicyWithoutSensorGatesIsRefused() {
        Map<String, byte[]> files = files();
        BundleTest.replace(
                files, "policy.json", new Policy("9", bundle.hash(), FixedExit.full()).document());

        assertThatThrownBy(() -> Bundle.open(new BundleFiles("test", files), Trust.anyone()))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("policy.json: policy 9 has no section sensors")
                .hasMessageContaining("camera, radar, lidar");
    }

    @Test
    void theGatesOfASensorBundleAreRefusedByALadder() {
        Policy gates = bundle.firstPolicy();

        assertThatThrownBy(() -> TestBundles.ladder().policy(gates).files())
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("policy.json: policy 1 has a section sensors; expected none");
    }

    @Test
    void aChangedStemIsNamed() {
        Map<String, byte[]> files = files();
        files.get("radar-stem.onnx")[40] ^= 1;

        assertThatThrownBy(() -> Bundle.open(new BundleFiles("test", files), Trust.anyone()))
                .hasMessageContaining("radar-stem.onnx: sha-256 is")
                .extracting("category")
                .isEqualTo(Category.HASH);
    }

    @Test
    void whoWantsOneKindRefusesTheOtherByName() {
        BundleManifest ladder = TestBundles.ladder().open().manifest();

        assertThatThrownBy(() -> bundle.manifest().requireLadder())
                .isInstanceOf(BundleException.class)
                .hasMessage(
                        "roads@1.0.0 is a sensor bundle with the modalities camera, radar, lidar;"
                                + " expected a ladder, whose stages each have an exit");
        assertThatThrownBy(ladder::requireSensors)
                .isInstanceOf(BundleException.class)
                .hasMessage(
                        "ladder@1.0.0 is a ladder with the exits exit1, exit2, exit3; expected a"
                                + " sensor bundle, with modalities, branches and configurations");
        ladder.requireLadder();
    }

    private OnnxModel model(String stage) {
        return OnnxModel.parse(stage, bundle.read(stage + ".onnx"));
    }

    private List<String> classes() {
        return bundle.manifest().classes();
    }

    private static Map<String, byte[]> oneRow() {
        Map<String, byte[]> rows = new TreeMap<>();
        for (Sensor sensor : Sensor.values()) {
            rows.put(sensor.input(), SensorTestBundle.row(sensor, CLASSES - 1, 7));
        }
        return rows;
    }

    private static Map<String, byte[]> files() {
        Map<String, byte[]> copy = new TreeMap<>();
        SensorTestBundle.roads()
                .files()
                .files()
                .forEach((path, bytes) -> copy.put(path, bytes.clone()));
        return copy;
    }
}
