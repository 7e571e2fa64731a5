package io.sluice.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.KernelProviders;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.bundle.LadderRunner;
import io.sluice.kernel.bundle.StageSpec;
import io.sluice.schemas.Tensor;
import io.sluice.simulator.LabelledImages;
import io.sluice.simulator.SensorRecording;
import io.sluice.simulator.SensorSettings;
import io.sluice.simulator.SimulatorSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The example's bundle on test images, through the simulated sensors it was trained for. */
class SensorExampleTest {
    private static final Path EXAMPLE = Path.of("../examples/sensors");
    private static final Path SAMPLE = Path.of("../examples/fashion-mnist/sample");
    private static final int DEVICES = 10;
    private static final int TICKS = 400;
    private static final int BATCH = 64;

    private static SensorRecording recording;
    private static Bundle bundle;
    private static final Map<String, double[]> ACCURACY = new HashMap<>();

    @BeforeAll
    static void runEveryBranch() {
        SimulatorSettings settings =
                SimulatorSettings.read(EXAMPLE.resolve("simulator.yaml"))
                        .withRedrawEvery(Duration.ofSeconds(1));
        LabelledImages images =
                LabelledImages.read(
                        SAMPLE.resolve("images-idx3-ubyte.gz"),
                        SAMPLE.resolve("labels-idx1-ubyte.gz"));
        recording = SensorRecording.of(settings, images, DEVICES, TICKS, 17, 0);
        bundle = Bundle.open(EXAMPLE.resolve("bundle"));
        try (ActiveBundle active =
                BundleHost.process().acquire(bundle, KernelProviders.REFERENCE, null)) {
            List<StageKernel> stages = new ArrayList<>();
            for (int i = 0; i < active.stages(); i++) {
                stages.add(active.stage(i));
            }
            try (LadderRunner runner = new LadderRunner(stages, BATCH)) {
                count(runner);
            }
        }
    }

    @Test
    void offersEverySetOfSensors() {
        assertThat(bundle.manifest().requireSensors().configurations()).hasSize(12);
        assertThat(bundle.manifest().inputs())
                .extracting(input -> input.name())
                .containsExactlyElementsOf(
                        recording.settings().sensors().stream().map(SensorSettings::name).toList());
    }

    @Test
    void cameraIsGoodByDayAndRuinedByNightAndFog() {
        assertThat(accuracy("camera", "clear")).isGreaterThan(0.82);
        assertThat(accuracy("camera", "rain")).isGreaterThan(0.78);
        assertThat(accuracy("camera", "snow")).isGreaterThan(0.75);
        assertThat(accuracy("camera", "night")).isLessThan(0.6);
        assertThat(accuracy("camera", "fog")).isLessThan(0.6);
    }

    @Test
    void lidarIsGoodAtNightAndInFogAndHurtByRainAndSnow() {
        assertThat(accuracy("lidar", "night")).isGreaterThan(0.77);
        assertThat(accuracy("lidar", "fog")).isGreaterThan(0.75);
        assertThat(accuracy("lidar", "rain")).isLessThan(accuracy("camera", "rain") - 0.04);
        assertThat(accuracy("lidar", "snow")).isLessThan(accuracy("camera", "snow") - 0.04);
    }

    @Test
    void radarIsTheSameEverywhereAndBestNowhere() {
        for (String context : recording.settings().contexts()) {
            double best = Math.max(accuracy("camera", context), accuracy("lidar", context));
            assertThat(accuracy("radar", context)).as(context).isBetween(0.65, best);
        }
    }

    /** One cheap sensor does what all do, where it is good. */
    @Test
    void camerasAloneDoByDayWhatAllSensorsDo() {
        assertThat(accuracy("camera", "clear"))
                .isGreaterThan(accuracy("camera-radar-lidar", "clear") - 0.03);
    }

    private static double accuracy(String branch, String context) {
        int index = recording.settings().contexts().indexOf(context);
        return ACCURACY.get(branch)[index];
    }

    private static void count(LadderRunner runner) {
        int[] rows = new int[recording.settings().contexts().size()];
        for (int start = 0; start < recording.rows(); start += BATCH) {
            int batch = Math.min(BATCH, recording.rows() - start);
            fill(runner, start, batch);
            runner.run(batch);
            for (StageSpec stage : bundle.manifest().stages()) {
                if (stage.hasExit()) {
                    countRight(runner, stage, start, batch);
                }
            }
            for (int row = start; row < start + batch; row++) {
                rows[recording.context(row)]++;
            }
        }
        for (double[] right : ACCURACY.values()) {
            for (int context = 0; context < rows.length; context++) {
                right[context] /= rows[context];
            }
        }
    }

    private static void fill(LadderRunner runner, int start, int batch) {
        for (int sensor = 0; sensor < recording.settings().sensors().size(); sensor++) {
            String input = recording.settings().sensors().get(sensor).name();
            for (int row = 0; row < batch; row++) {
                Tensor view = recording.view(start + row, sensor);
                int length = view.byteLength();
                runner.buffer(input).put(row * length, view.array(), view.offset(), length);
            }
        }
    }

    private static void countRight(LadderRunner runner, StageSpec stage, int start, int batch) {
        int classes = bundle.manifest().classes().size();
        float[] logits = runner.floats(stage.logits(), batch * classes);
        double[] right =
                ACCURACY.computeIfAbsent(
                        stage.name(), name -> new double[recording.settings().contexts().size()]);
        for (int row = 0; row < batch; row++) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                if (logits[row * classes + c] > logits[row * classes + best]) {
                    best = c;
                }
            }
            right[recording.context(start + row)] += best == recording.label(start + row) ? 1 : 0;
        }
    }
}
