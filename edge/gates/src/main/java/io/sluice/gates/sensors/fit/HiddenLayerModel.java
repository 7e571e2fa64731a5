package io.sluice.gates.sensors.fit;

import io.sluice.gates.sensors.LinearPredictor;
import io.sluice.gates.sensors.LossPredictor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Trains a {@link LinearPredictor}, with a hidden layer or without. */
final class HiddenLayerModel implements LossModel {
    private final int[] widths;
    private final int features;
    private final TrainedLayer reading;
    private final TrainedLayer output;
    private final float[] one = {1};
    private final float[] units;
    private final float[] outer;

    /**
     * @param hidden the number of hidden units; 0 for a linear map
     */
    HiddenLayerModel(int[] widths, int hidden, int configurations, SplittableRandom random) {
        this.widths = widths.clone();
        this.features = Arrays.stream(widths).sum();
        int inputs = features + widths.length;
        int units = hidden == 0 ? configurations : hidden;
        this.reading = new TrainedLayer(inputs, units, random);
        this.output = hidden == 0 ? null : new TrainedLayer(hidden, configurations, random);
        this.units = new float[units];
        this.outer = new float[units];
    }

    @Override
    public void forward(float[][] summaries, int present, float[] losses) {
        float[] to = output == null ? losses : units;
        reading.bias(to, 0);
        int at = 0;
        for (int m = 0; m < widths.length; m++) {
            if ((present >> m & 1) != 0) {
                reading.add(summaries[m], 0, at, widths[m], to, 0);
                reading.add(one, 0, features + m, 1, to, 0);
            }
            at += widths[m];
        }
        if (output != null) {
            for (int i = 0; i < units.length; i++) {
                units[i] = Math.max(0, units[i]);
            }
            output.forward(units, 0, losses, 0);
        }
    }

    @Override
    public void backward(float[][] summaries, int present, float[] losses) {
        float[] from = losses;
        if (output != null) {
            Arrays.fill(outer, 0);
            output.backward(units, 0, losses, 0, outer, 0);
            for (int i = 0; i < units.length; i++) {
                outer[i] = units[i] > 0 ? outer[i] : 0;
            }
            from = outer;
        }
        reading.backBias(from, 0);
        int at = 0;
        for (int m = 0; m < widths.length; m++) {
            if ((present >> m & 1) != 0) {
                reading.back(summaries[m], 0, at, widths[m], from, 0, null, 0);
                reading.back(one, 0, features + m, 1, from, 0, null, 0);
            }
            at += widths[m];
        }
    }

    @Override
    public List<TrainedLayer> layers() {
        return output == null ? List.of(reading) : List.of(reading, output);
    }

    @Override
    public LossPredictor predictor(SummaryScale scale) {
        float[][] rows = reading.rows();
        for (float[] row : rows) {
            int at = 0;
            for (int m = 0; m < widths.length; m++) {
                scale.fold(m, row, at, features + m);
                at += widths[m];
            }
        }
        return output == null
                ? new LinearPredictor(widths, new float[0][], rows)
                : new LinearPredictor(widths, rows, output.rows());
    }
}
