package io.sluice.benchmarks.cascade;

import io.sluice.benchmarks.endtoend.AnswerReader;
import io.sluice.benchmarks.events.ImageRecords;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.PredictionCodec;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts what the predictions of a run say. Accuracy is that of every image once. */
final class ImageAnswers {
    private final ImageRecords images;
    private final BitSet events = new BitSet();
    private final BitSet seenImages = new BitSet();
    private final long[] exits;
    private long duplicates;
    private long correct;
    private double multiplyAdds;
    private double fullMultiplyAdds;
    private double windowSeconds;
    private long windowEvents;

    ImageAnswers(ImageRecords images, int exits) {
        this.images = images;
        this.exits = new long[exits];
    }

    Map<String, Double> read(AnswerReader answers) {
        return read(answers, (image, exit) -> {});
    }

    /**
     * @param seen is given each answer's image and exit
     */
    Map<String, Double> read(AnswerReader answers, ExitSeen seen) {
        answers.read(
                (record, inWindow) -> {
                    Prediction prediction = decode(record.value());
                    seen.see(
                            images.imageOf(ImageRecords.sequenceOf(prediction.eventId())),
                            prediction.decision().exit());
                    count(prediction, inWindow);
                });
        Map<String, Double> figures = new LinkedHashMap<>();
        double n = Math.max(1, events.cardinality());
        figures.put("answered", (double) events.cardinality());
        figures.put("duplicates", (double) duplicates);
        figures.put("accuracyPercent", 100.0 * correct / Math.max(1, seenImages.cardinality()));
        figures.put("images", (double) seenImages.cardinality());
        figures.put("multiplyAdds", multiplyAdds / n);
        figures.put("fullMultiplyAdds", fullMultiplyAdds / n);
        figures.put("modelMicros", windowSeconds * 1e6 / Math.max(1, windowEvents));
        for (int exit = 0; exit < exits.length; exit++) {
            figures.put("exit" + (exit + 1) + "Percent", 100 * exits[exit] / n);
        }
        return figures;
    }

    /** Sees where an image has left. */
    interface ExitSeen {
        void see(int image, int exit);
    }

    private void count(Prediction prediction, boolean inWindow) {
        int sequence = (int) ImageRecords.sequenceOf(prediction.eventId());
        if (events.get(sequence)) {
            duplicates++;
            return;
        }
        events.set(sequence);
        int image = images.imageOf(sequence);
        if (!seenImages.get(image)) {
            seenImages.set(image);
            correct += prediction.predictedClass() == images.labelOf(image) ? 1 : 0;
        }
        exits[prediction.decision().exit()]++;
        multiplyAdds += prediction.decision().actual().multiplyAdds();
        fullMultiplyAdds += prediction.decision().predicted().multiplyAdds();
        if (inWindow) {
            windowSeconds += prediction.decision().actual().seconds();
            windowEvents++;
        }
    }

    static Prediction decode(byte[] value) {
        try {
            return PredictionCodec.decode(value);
        } catch (MalformedException e) {
            throw new IllegalStateException("a prediction cannot be read", e);
        }
    }
}
