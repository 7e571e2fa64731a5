package io.sluice.operators.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.KernelException;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.testkit.PlainKernels;
import io.sluice.kernel.testkit.PlainScript;
import io.sluice.kernel.testkit.SensorTestBundle;
import io.sluice.kernel.testkit.SensorTestBundle.Sensor;
import io.sluice.schemas.Tensor;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A camera's stem, whose features are its row. */
class BoundStageTest {
    private static final Bundle BUNDLE = SensorTestBundle.roads().open();
    private static final int ROWS = 4;
    private static final int MARKER = 0x7a;

    private final String[] failures = new String[ROWS];
    private ActiveBundle bundle;
    private BoundStage stem;
    private int features;

    @BeforeEach
    void open() {
        PlainScript.process().reset();
        bundle = BundleHost.process().acquire(BUNDLE, PlainKernels.NAME, null);
        stem = new BoundStage(bundle.stage(0), ROWS);
        features = stem.output("camera_features");
    }

    @AfterEach
    void close() {
        stem.close();
        bundle.close();
        PlainScript.process().reset();
    }

    @Test
    void rowsThatFailAreNamedAndTheOthersKeepTheirResults() {
        for (Set<Integer> marked :
                Set.of(Set.<Integer>of(), Set.of(0), Set.of(2), Set.of(3), Set.of(0, 1, 3))) {
            put(marked);
            PlainScript.process().failOnMarker(MARKER);
            if (!marked.isEmpty()) {
                assertThatThrownBy(() -> stem.run(ROWS)).isInstanceOf(KernelException.class);
            }

            assertThat(stem.runOneByOne(ROWS, failures)).isPositive();

            for (int row = 0; row < ROWS; row++) {
                if (marked.contains(row)) {
                    assertThat(failures[row]).as("row %s of %s", row, marked).contains("marker");
                } else {
                    assertThat(failures[row]).as("row %s of %s", row, marked).isNull();
                    assertThat(read(row)).containsExactly(expected(row, marked));
                }
            }
        }
    }

    @Test
    void theInputsAreAsBeforeAfterRowsRanAlone() {
        put(Set.of());
        stem.runOneByOne(ROWS, failures);
        stem.run(ROWS);
        for (int row = 0; row < ROWS; row++) {
            assertThat(read(row)).containsExactly(expected(row, Set.of()));
        }
    }

    private void put(Set<Integer> marked) {
        for (int row = 0; row < ROWS; row++) {
            stem.put(
                    stem.input("image"),
                    row,
                    Tensor.slice(
                            Sensor.CAMERA.dtype(),
                            new int[] {SensorTestBundle.CLASSES},
                            values(row, marked),
                            0,
                            SensorTestBundle.CLASSES));
        }
    }

    private static byte[] values(int row, Set<Integer> marked) {
        return SensorTestBundle.row(Sensor.CAMERA, row, marked.contains(row) ? MARKER : 10 + row);
    }

    private static float[] expected(int row, Set<Integer> marked) {
        float[] expected = new float[SensorTestBundle.CLASSES];
        byte[] values = values(row, marked);
        for (int i = 0; i < expected.length; i++) {
            expected[i] = values[i];
        }
        return expected;
    }

    private float[] read(int row) {
        float[] read = new float[SensorTestBundle.CLASSES];
        stem.readRow(features, row, read);
        return read;
    }
}
