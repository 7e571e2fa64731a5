package io.sluice.gates.sensors.fit;

import io.sluice.gates.sensors.LossPredictor;
import java.util.List;

/** A loss predictor while it is trained, on standardised summaries. Confined to one thread. */
interface LossModel {
    /**
     * Predicts and remembers what {@link #backward} needs.
     *
     * @param summaries standardised; those of absent modalities are not read
     */
    void forward(float[][] summaries, int present, float[] losses);

    /** Adds the gradients of the sample that went forward last. */
    void backward(float[][] summaries, int present, float[] outer);

    List<TrainedLayer> layers();

    /** The predictor on raw summaries. */
    LossPredictor predictor(SummaryScale scale);
}
