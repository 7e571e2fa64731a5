package io.sluice.gates;

import io.sluice.config.Section;
import java.util.Arrays;

/** The section {@code exit-rule} of a policy document. */
final class ExitRuleDocument {
    /** The kinds of exit rule that a document can name. */
    private enum Kind {
        CONFIDENCE,
        ENTROPY,
        MARGIN,
        REMAINING_MASS,
        PATIENCE,
        DEPTH_PREDICTION,
        FIXED,
        FULL
    }

    private ExitRuleDocument() {}

    /** The full model after a problem. */
    static ExitRule read(Section section) {
        Kind kind = section.choice("kind", Kind.class);
        ExitRule rule = DocumentForm.checked(section, "kind", () -> read(kind, section));
        return rule == null ? FixedExit.full() : rule;
    }

    private static ExitRule read(Kind kind, Section section) {
        return switch (kind) {
            case CONFIDENCE -> thresholds(Certainty.CONFIDENCE, section);
            case ENTROPY -> thresholds(Certainty.ENTROPY, section);
            case MARGIN -> thresholds(Certainty.MARGIN, section);
            case REMAINING_MASS ->
                    new RemainingMass(
                            DocumentForm.rows(section, "gates", "weights"),
                            (float) section.decimal("kappa", Float.MIN_VALUE, Float.MAX_VALUE));
            case PATIENCE ->
                    new Patience((int) section.integer("exits-in-a-row", 1, Patience.MOST));
            case DEPTH_PREDICTION ->
                    new DepthPrediction(
                            DocumentForm.rows(section, "scores", "weights"),
                            DocumentForm.doubles(section, "costs", 0, 1));
            case FIXED -> new FixedExit((int) section.integer("exit", 0, 1000));
            case FULL -> FixedExit.full();
        };
    }

    private static ExitRule thresholds(Certainty certainty, Section section) {
        return new CertaintyThreshold(
                certainty, DocumentForm.floats(section.decimals("thresholds", 0, Float.MAX_VALUE)));
    }

    /** The JSON of a rule. */
    static String of(ExitRule rule) {
        if (rule instanceof CertaintyThreshold threshold) {
            return DocumentForm.kind(DocumentForm.key(threshold.certainty()))
                    + ", \"thresholds\": "
                    + Arrays.toString(threshold.thresholds())
                    + "}";
        }
        if (rule instanceof RemainingMass mass) {
            return DocumentForm.kind("remaining-mass")
                    + ", \"kappa\": "
                    + mass.kappa()
                    + ", \"gates\": "
                    + DocumentForm.rows("weights", mass.gates())
                    + "}";
        }
        if (rule instanceof Patience patience) {
            return DocumentForm.kind("patience")
                    + ", \"exits-in-a-row\": "
                    + patience.exitsInARow()
                    + "}";
        }
        if (rule instanceof DepthPrediction depth) {
            return DocumentForm.kind("depth-prediction")
                    + ", \"costs\": "
                    + Arrays.toString(depth.costs())
                    + ", \"scores\": "
                    + DocumentForm.rows("weights", depth.weights())
                    + "}";
        }
        if (rule instanceof FixedExit fixed) {
            return fixed.index() == FixedExit.LAST
                    ? DocumentForm.kind("full") + "}"
                    : DocumentForm.kind("fixed") + ", \"exit\": " + fixed.index() + "}";
        }
        throw new IllegalStateException("no document form for exit rule " + rule);
    }
}
