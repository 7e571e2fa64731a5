package io.sluice.cli.demo.sensors;

import io.sluice.fitting.FitProgressListener;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.fitting.data.RowOrigin;
import io.sluice.fitting.sensors.SensorRecorder;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.gates.sensors.fit.RecordedSensors;
import io.sluice.gates.sensors.fit.SensorJudge;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.schemas.Tensor;
import io.sluice.simulator.SensorRecording;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What the same devices would have answered with every sensor on. */
final class AllSensors {
    private AllSensors() {}

    /**
     * The share of right answers of the configuration that stands for all sensors.
     *
     * @param recording what all sensors of the devices saw
     */
    static double accuracy(
            Bundle bundle,
            SensorPolicy policy,
            SensorRecording recording,
            KernelProvider provider) {
        SensorStructure structure = bundle.manifest().sensors().orElseThrow();
        RecordedSensors recorded =
                SensorRecorder.record(
                                bundle,
                                new Rows(recording),
                                policy.periodMillis(),
                                policy.filter().contexts(),
                                provider,
                                1,
                                FitProgressListener.SILENT)
                        .sensors();
        int configuration = SensorJudge.allSensors(structure, policy);
        float[][] logits = recorded.newLogits();
        float[] fused = new float[recorded.classes()];
        int correct = 0;
        for (int row = 0; row < recorded.rows(); row++) {
            recorded.readLogits(row, logits);
            policy.fusion().fuse(configuration, logits, fused);
            if (argmax(fused) == recorded.samples().labels()[row]) {
                correct++;
            }
        }
        return (double) correct / recorded.rows();
    }

    private static int argmax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    /** A recording as labelled rows. */
    private record Rows(SensorRecording recording) implements LabelledRows {
        @Override
        public int size() {
            return recording.rows();
        }

        @Override
        public int label(int row) {
            return recording.label(row);
        }

        @Override
        public void read(int row, int input, ByteBuffer target, int position) {
            Tensor view = recording.view(row, input);
            target.put(position, view.array(), view.offset(), view.byteLength());
        }

        @Override
        public Optional<RowOrigin> origin(int row) {
            String context = recording.settings().contexts().get(recording.context(row));
            return Optional.of(
                    new RowOrigin(
                            recording.key(row), recording.timeMillis(row), Optional.of(context)));
        }

        @Override
        public void close() {}
    }
}
