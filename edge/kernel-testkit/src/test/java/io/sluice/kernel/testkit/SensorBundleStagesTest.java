package io.sluice.kernel.testkit;

import static io.sluice.kernel.testkit.SensorTestBundle.CLASSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.BitstreamSpec;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleException.Category;
import io.sluice.kernel.bundle.BundleFiles;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.bundle.GoldenVectors;
import io.sluice.kernel.bundle.LadderRunner;
import io.sluice.kernel.testkit.SensorTestBundle.Sensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The stems and branches of a bundle, open: checked, replaced where they must be, and brought back.
 */
class SensorBundleStagesTest {
    private static final int STAGES = 7;
    private static final int RADAR_STEM = 1;
    private static final int CAMERA_RADAR = 6;

    /** The golden vectors: each of the six rows alone, and all as one batch. */
    private static final int GOLDEN_RUNS = 6 + 1;

    private final PlainScript fast = new PlainScript();
    private final PlainScript steady = new PlainScript();
    private final ManualTimer timer = new ManualTimer();
    private final BundleHost host =
            new BundleHost(
                    List.of(new PlainKernels("fast", fast), new PlainKernels("steady", steady)),
                    timer);
    private final Bundle bundle = SensorTestBundle.roads().open();

    @AfterEach
    void nothingStaysOpen() {
        timer.advance(Duration.ofHours(1));
        assertThat(fast.closed()).isEqualTo(fast.opened());
        assertThat(steady.closed()).isEqualTo(steady.opened());
    }

    @Test
    void theyAnswerAsDocumented() {
        try (ActiveBundle lease = host.acquire(bundle, "fast", null);
                LadderRunner runner = new LadderRunner(stages(lease), 1)) {
            for (Sensor sensor : Sensor.values()) {
                put(runner, sensor, 4, 100);
            }
            runner.run(1);

            assertThat(runner.floats("camera_logits", CLASSES)[4]).isEqualTo(2f);
            assertThat(runner.floats("radar_logits", CLASSES)[4]).isEqualTo(4f);
            assertThat(runner.floats("lidar_logits", CLASSES)[4]).isEqualTo(8f);
            assertThat(runner.floats("camera-radar_logits", CLASSES)[4])
                    .isEqualTo(SensorTestBundle.logit(100, Sensor.CAMERA, Sensor.RADAR))
                    .isEqualTo(6f);
            assertThat(runner.floats("camera_summary", 2)).containsExactly(10, 0);
        }
    }

    @Test
    void everyStageRunsTheGoldenVectorsAtBatchOneAndN() {
        host.acquire(bundle, "fast", null).close();

        assertThat(fast.batches()).hasSize(STAGES * GOLDEN_RUNS);
        assertThat(fast.batches().stream().filter(batch -> batch == 6)).hasSize(STAGES);
    }

    @ParameterizedTest
    @CsvSource({
        "6, camera-radar.onnx: branch camera-radar at batch 1 is off by",
        "3, camera.onnx: branch camera at batch 1 is off by",
        "1, radar-stem.onnx: summary radar_summary at batch 1 is off by"
    })
    void otherGoldenVectorsAreRefusedByTheStagesName(int stage, String message) {
        Bundle bad = withOtherGoldenVectors(stage);

        assertThatThrownBy(() -> host.acquire(bad, "fast", null))
                .hasMessageContaining(message)
                .hasMessageContaining("golden.bin")
                .extracting("category")
                .isEqualTo(Category.GOLDEN);
    }

    @ParameterizedTest
    @CsvSource({"radar-stem, 1", "camera-radar, 6"})
    void aStageThatLacksAnOperatorRunsElsewhere(String stage, int index) {
        fast.lackOperatorsOf("/" + stage);

        try (ActiveBundle lease = host.acquire(bundle, "fast", null)) {
            assertThat(lease.placement(index).isElsewhere()).isTrue();
            assertThat(lease.stage(index).device()).isEqualTo("steady/java");
            assertThat(lease.stage(0).device()).isEqualTo("fast/java");
            assertThat(steady.batches()).hasSize(GOLDEN_RUNS);
        }
    }

    @Test
    void aStemThatIsLostIsCheckedAlone() {
        try (ActiveBundle lease = host.acquire(bundle, "fast", null);
                LadderRunner radar = new LadderRunner(List.of(lease.stage(RADAR_STEM)), 1)) {
            put(radar, Sensor.RADAR, 4, 100);
            fast.loseDeviceOnRun(1);
            radar.run(1);

            assertThat(radar.floats("radar_summary", 1)).containsExactly(10);
            assertThat(lease.health(RADAR_STEM).isDown()).isTrue();
            assertThat(lease.health(0).isDown()).isFalse();
            assertThat(steady.opened()).isEqualTo(1);
            assertThat(steady.batches()).hasSize(GOLDEN_RUNS + 1);

            fast.bringBack();
            timer.advance(Duration.ofSeconds(1));

            assertThat(lease.health(RADAR_STEM).isDown()).isFalse();
        }
    }

    @Test
    void aBranchThatIsLostIsCheckedThroughItsStemsAlone() {
        try (ActiveBundle lease = host.acquire(bundle, "fast", null);
                LadderRunner runner = new LadderRunner(stages(lease), 1)) {
            fast.loseDeviceOnRun(1);
            runner.run(CAMERA_RADAR, 1);

            // The camera's and the radar's stems are lost with it, and their substitutes checked.
            assertThat(down(lease)).containsExactly(0, RADAR_STEM, CAMERA_RADAR);
            assertThat(steady.opened()).isEqualTo(3);

            fast.bringBack();
            timer.advance(Duration.ofSeconds(1));

            assertThat(down(lease)).isEmpty();
        }
    }

    @Test
    void aSubstituteOfABranchWhoseResultsAreOffDoesNotRun() {
        steady.skewResultsOf("/camera-radar");
        try (ActiveBundle lease = host.acquire(bundle, "fast", null);
                LadderRunner runner = new LadderRunner(stages(lease), 1)) {
            fast.loseDeviceOnRun(1);

            assertThatThrownBy(() -> runner.run(CAMERA_RADAR, 1))
                    .hasMessageContaining("camera-radar.onnx: branch camera-radar at batch 1");
        }
    }

    @Test
    void aBitstreamOfAStemThatComputesSomethingElseIsNotUsed() {
        BitstreamSpec spec =
                new BitstreamSpec("lidar-stem", "p520", "aoc", "20.4", "main", 64, "lidar.aocx");
        Bundle with = SensorTestBundle.roads().files().withBitstream(spec, new byte[] {1}).open();
        fast.skewResultsOf("/lidar-stem");

        assertThat(with.manifest().sensors()).isEqualTo(bundle.manifest().sensors());
        assertThat(with.hash()).isNotEqualTo(bundle.hash());
        try (ActiveBundle lease = host.acquire(with, "fast", null)) {
            assertThat(lease.stage(2).device()).isEqualTo("steady/java");
            assertThat(lease.placement(2).reason())
                    .contains("lidar-stem.onnx: summary lidar_summary at batch 1 is off by");
            assertThat(lease.stage(5).device()).isEqualTo("fast/java");
        }
    }

    private static List<StageKernel> stages(ActiveBundle lease) {
        return IntStream.range(0, lease.stages()).mapToObj(lease::stage).toList();
    }

    private static List<Integer> down(ActiveBundle lease) {
        return IntStream.range(0, lease.stages())
                .filter(stage -> lease.health(stage).isDown())
                .boxed()
                .toList();
    }

    private static void put(LadderRunner runner, Sensor sensor, int label, int strength) {
        // Frames are little-endian, as the machines are that the tests run on.
        runner.buffer(sensor.input()).put(0, SensorTestBundle.row(sensor, label, strength));
    }

    private Bundle withOtherGoldenVectors(int stage) {
        GoldenVectors golden = bundle.golden();
        List<float[]> expected = new ArrayList<>(golden.expected());
        expected.set(stage, expected.get(stage).clone());
        expected.get(stage)[0] += 0.1f;
        Map<String, byte[]> files = new TreeMap<>(SensorTestBundle.roads().files().files());
        byte[] wrong = new GoldenVectors(golden.rows(), golden.inputs(), expected).bytes();
        BundleTest.replace(files, "golden.bin", wrong);
        String hash = BundleManifest.parse("test", files.get(BundleManifest.FILE)).hash();
        BundleTest.replace(files, "policy.json", bundle.firstPolicy().withBundle(hash).document());
        return new BundleFiles("test", files).open();
    }
}
