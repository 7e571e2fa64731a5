package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.onnxruntime.OnnxRuntimeProvider;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.kernel.testkit.StageRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A dense layer, from the ONNX graph to the device and back. Needs an OpenCL device. */
class MatMulOpenClIT {
    @Test
    void aDenseLayerAgreesWithOnnxRuntime() {
        StageModel model = OnnxGraphs.gemm(7, 33, 19);
        TornadoProvider tornado = new TornadoProvider();
        assertThat(tornado.availability().available())
                .as(tornado.availability().toString())
                .isTrue();
        Random random = new Random(7);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            float[] row = new float[33];
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) random.nextGaussian();
            }
            rows.add(row);
        }
        try (StageKernel kernel = tornado.open(model, tornado.devices().get(0));
                StageRunner runner = new StageRunner(kernel, 11);
                StageKernel oracle = new OnnxRuntimeProvider().open(model, "cpu");
                StageRunner expected = new StageRunner(oracle, 11)) {
            List<float[]> wanted = expected.run(rows);
            List<float[]> found = runner.run(rows);
            for (int i = 0; i < 11; i++) {
                assertThat(found.get(i)).containsExactly(wanted.get(i), within(1e-4f));
            }
        }
    }
}
