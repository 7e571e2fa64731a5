package io.sluice.gates;

import io.sluice.config.Section;
import io.sluice.gates.sensors.AttentionPredictor;
import io.sluice.gates.sensors.ContextLossPredictor;
import io.sluice.gates.sensors.FixedPredictor;
import io.sluice.gates.sensors.LinearPredictor;
import io.sluice.gates.sensors.LossPredictor;
import io.sluice.gates.sensors.RankingPredictor;
import java.util.Arrays;

/** The predictor of a policy's section {@code sensors}. */
final class PredictorDocument {
    private static final int MOST_WIDTH = 1 << 20;

    /** The kinds of predictor that a document can name. */
    private enum Kind {
        FIXED,
        RANKING,
        CONTEXT_LOSS,
        LINEAR,
        ATTENTION
    }

    private PredictorDocument() {}

    static LossPredictor read(Section section) {
        return switch (section.choice("kind", Kind.class)) {
            case FIXED -> new FixedPredictor(DocumentForm.floats(section, "losses"));
            case RANKING ->
                    new RankingPredictor(
                            section.sections("rankings").stream()
                                    .map(row -> DocumentForm.indices(row, "order", MOST_WIDTH))
                                    .toArray(int[][]::new));
            case CONTEXT_LOSS ->
                    new ContextLossPredictor(DocumentForm.rows(section, "loss", "losses"));
            case LINEAR ->
                    new LinearPredictor(
                            DocumentForm.indices(section, "widths", MOST_WIDTH),
                            section.has("hidden") ? weights(section, "hidden") : new float[0][],
                            weights(section, "output"));
            case ATTENTION ->
                    new AttentionPredictor(
                            section.sections("tokens").stream()
                                    .map(token -> weights(token, "units"))
                                    .toArray(float[][][]::new),
                            weights(section, "query"),
                            weights(section, "key"),
                            weights(section, "value"),
                            (float) section.decimal("residual", -Float.MAX_VALUE, Float.MAX_VALUE),
                            weights(section, "output"));
        };
    }

    private static float[][] weights(Section section, String key) {
        return DocumentForm.rows(section, key, "weights");
    }

    static String of(LossPredictor predictor) {
        if (predictor instanceof FixedPredictor fixed) {
            return DocumentForm.kind("fixed")
                    + ", \"losses\": "
                    + Arrays.toString(fixed.losses())
                    + "}";
        }
        if (predictor instanceof RankingPredictor ranking) {
            return DocumentForm.kind("ranking")
                    + ", \"rankings\": "
                    + DocumentForm.rows(
                            "order",
                            Arrays.stream(ranking.rankings()).map(Arrays::toString).toList())
                    + "}";
        }
        if (predictor instanceof ContextLossPredictor table) {
            return DocumentForm.kind("context-loss")
                    + ", \"loss\": "
                    + DocumentForm.rows("losses", table.loss())
                    + "}";
        }
        if (predictor instanceof LinearPredictor linear) {
            return DocumentForm.kind("linear")
                    + ", \"widths\": "
                    + Arrays.toString(linear.widths())
                    + (linear.hidden().length == 0 ? "" : weights("hidden", linear.hidden()))
                    + weights("output", linear.output())
                    + "}";
        }
        if (predictor instanceof AttentionPredictor attention) {
            return DocumentForm.kind("attention")
                    + ", \"residual\": "
                    + attention.residual()
                    + ", \"tokens\": "
                    + DocumentForm.rows(
                            "units",
                            Arrays.stream(attention.tokens())
                                    .map(token -> DocumentForm.rows("weights", token))
                                    .toList())
                    + weights("query", attention.query())
                    + weights("key", attention.key())
                    + weights("value", attention.value())
                    + weights("output", attention.output())
                    + "}";
        }
        throw new IllegalStateException("no document form for predictor " + predictor);
    }

    private static String weights(String key, float[][] rows) {
        return ", \"" + key + "\": " + DocumentForm.rows("weights", rows);
    }
}
