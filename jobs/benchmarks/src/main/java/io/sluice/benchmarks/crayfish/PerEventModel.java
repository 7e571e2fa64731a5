package io.sluice.benchmarks.crayfish;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.Serializable;
import java.util.Map;

/** ONNX Runtime as its examples use it: a new tensor and one call per event. */
final class PerEventModel implements Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final byte[] onnx;
    private transient OrtEnvironment environment;
    private transient OrtSession session;

    PerEventModel(byte[] onnx) {
        this.onnx = onnx;
    }

    void open() throws OrtException {
        environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            session = environment.createSession(onnx, options);
        }
    }

    float[] scores(float[] values) throws OrtException {
        try (OnnxTensor input = OnnxTensor.createTensor(environment, new float[][] {values});
                OrtSession.Result result = session.run(Map.of(DenseNetwork.INPUT, input))) {
            return ((float[][]) result.get(0).getValue())[0];
        }
    }

    @Override
    public void close() throws OrtException {
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
