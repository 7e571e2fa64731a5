package io.sluice.benchmarks.crayfish;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;

/**
 * An event modelled on Crayfish's own data class: boxed floats in lists, in a class that Flink has
 * no serialiser for, so that Kryo copies it between operators. Its class holds input and scores
 * together; that the answer therefore repeats the values is our reading of it.
 */
public final class BoxedEvent {
    private final String id;
    private final String device;
    private final long capturedAt;
    private final ArrayList<Float> values;
    private ArrayList<Float> scores;

    @JsonCreator
    public BoxedEvent(
            @JsonProperty("id") String id,
            @JsonProperty("device") String device,
            @JsonProperty("captured_at") long capturedAt,
            @JsonProperty("values") ArrayList<Float> values) {
        this.id = id;
        this.device = device;
        this.capturedAt = capturedAt;
        this.values = values;
    }

    public String getId() {
        return id;
    }

    public String getDevice() {
        return device;
    }

    public long getCapturedAt() {
        return capturedAt;
    }

    public ArrayList<Float> getValues() {
        return values;
    }

    public ArrayList<Float> getScores() {
        return scores;
    }

    /** Keeps the scores of its values. */
    BoxedEvent scored(PerEventModel model) throws Exception {
        float[] plain = new float[values.size()];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = values.get(i);
        }
        scores = new ArrayList<>();
        for (float score : model.scores(plain)) {
            scores.add(score);
        }
        return this;
    }
}
