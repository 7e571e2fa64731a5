package io.sluice.gates;

import io.sluice.config.Section;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A policy as YAML or JSON: {@code version}, {@code bundle} (the hash of the bundle it was fitted
 * for), {@code exit-rule} and, where there are such, {@code max-multiply-adds}, {@code key-budget},
 * {@code guarantee} and {@code prediction-sets}. Keys and forms are in deploy/docs/pipeline.md.
 */
final class PolicyDocument {
    /** The kinds of exit rule that a document can name. */
    private enum RuleKind {
        CONFIDENCE,
        ENTROPY,
        MARGIN,
        REMAINING_MASS,
        PATIENCE,
        DEPTH_PREDICTION,
        FIXED,
        FULL
    }

    private PolicyDocument() {}

    static Policy parse(String source, byte[] document) {
        Section root = Section.parse(source, new String(document, StandardCharsets.UTF_8));
        String version = root.string("version");
        String hash = root.string("bundle");
        if (!hash.isEmpty() && !hash.matches("[0-9a-f]{64}")) {
            root.problem("bundle", "'" + hash + "'", "64 lower-case hexadecimal digits (SHA-256)");
        }
        ExitRule rule = exitRule(root.section("exit-rule"));
        long cap = root.integer("max-multiply-adds", 0, Policy.NO_CAP, Policy.NO_CAP);
        Optional<KeyBudget> budget = optional(root, "key-budget", PolicyDocument::keyBudget);
        Optional<Guarantee> guarantee = optional(root, "guarantee", PolicyDocument::guarantee);
        Optional<PredictionSets> sets =
                optional(root, "prediction-sets", PolicyDocument::predictionSets);
        root.finish();
        return new Policy(version, hash, rule, cap, budget, guarantee, sets, Optional.empty());
    }

    private static <T> Optional<T> optional(Section root, String key, Function<Section, T> reader) {
        if (!root.has(key)) {
            return Optional.empty();
        }
        return Optional.ofNullable(checked(root, key, () -> reader.apply(root.section(key))));
    }

    /** What a constructor refuses is a problem of the document. */
    private static <T> T checked(Section section, String key, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            section.problem(key, e.getMessage(), "a document as in deploy/docs/pipeline.md");
            return null;
        }
    }

    private static ExitRule exitRule(Section section) {
        RuleKind kind = section.choice("kind", RuleKind.class);
        ExitRule rule = checked(section, "kind", () -> exitRule(kind, section));
        return rule == null ? FixedExit.full() : rule;
    }

    private static ExitRule exitRule(RuleKind kind, Section section) {
        return switch (kind) {
            case CONFIDENCE -> thresholds(Certainty.CONFIDENCE, section);
            case ENTROPY -> thresholds(Certainty.ENTROPY, section);
            case MARGIN -> thresholds(Certainty.MARGIN, section);
            case REMAINING_MASS ->
                    new RemainingMass(
                            rows(section.sections("gates"), "weights"),
                            (float) section.decimal("kappa", Float.MIN_VALUE, Float.MAX_VALUE));
            case PATIENCE ->
                    new Patience((int) section.integer("exits-in-a-row", 1, Patience.MOST));
            case DEPTH_PREDICTION ->
                    new DepthPrediction(
                            rows(section.sections("scores"), "weights"),
                            section.decimals("costs", 0, 1).stream()
                                    .mapToDouble(cost -> cost)
                                    .toArray());
            case FIXED -> new FixedExit((int) section.integer("exit", 0, 1000));
            case FULL -> FixedExit.full();
        };
    }

    private static ExitRule thresholds(Certainty certainty, Section section) {
        return new CertaintyThreshold(
                certainty, floats(section.decimals("thresholds", 0, Float.MAX_VALUE)));
    }

    private static float[][] rows(List<Section> sections, String key) {
        float[][] rows = new float[sections.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = floats(sections.get(i).decimals(key, -Float.MAX_VALUE, Float.MAX_VALUE));
        }
        return rows;
    }

    private static float[] floats(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }

    private static KeyBudget keyBudget(Section section) {
        return new KeyBudget(
                section.decimal("multiply-adds-per-second", Double.MIN_VALUE, Double.MAX_VALUE),
                section.decimal("burst", Double.MIN_VALUE, Double.MAX_VALUE));
    }

    private static Guarantee guarantee(Section section) {
        Guarantee.Method method = section.choice("method", Guarantee.Method.class);
        return new Guarantee(
                section.decimal("max-disagreement", 0, 1),
                method,
                section.decimal("confidence", 0, 1, 0),
                (int) section.integer("samples", 1, Integer.MAX_VALUE),
                section.decimal("measured", 0, 1),
                section.string("assumption", Guarantee.EXCHANGEABLE));
    }

    private static PredictionSets predictionSets(Section section) {
        return new PredictionSets(
                section.decimal("miss-rate", 0, 1), floats(section.decimals("quantiles", 0, 1)));
    }

    static byte[] of(Policy policy) {
        List<String> members = new ArrayList<>();
        members.add("\"version\": " + text(policy.version()));
        members.add("\"bundle\": " + text(policy.bundleHash()));
        if (policy.maxMultiplyAdds() != Policy.NO_CAP) {
            members.add("\"max-multiply-adds\": " + policy.maxMultiplyAdds());
        }
        policy.keyBudget().ifPresent(budget -> members.add(document(budget)));
        policy.guarantee().ifPresent(guarantee -> members.add(document(guarantee)));
        policy.predictionSets().ifPresent(sets -> members.add(document(sets)));
        members.add("\"exit-rule\": " + document(policy.exitRule()));
        String json = "{\n  " + String.join(",\n  ", members) + "\n}\n";
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String document(KeyBudget budget) {
        return "\"key-budget\": {\"multiply-adds-per-second\": "
                + budget.multiplyAddsPerSecond()
                + ", \"burst\": "
                + budget.burst()
                + "}";
    }

    private static String document(Guarantee guarantee) {
        return "\"guarantee\": {\"max-disagreement\": "
                + guarantee.maxDisagreement()
                + ", \"method\": "
                + text(key(guarantee.method()))
                + (guarantee.confidence() == 0 ? "" : ", \"confidence\": " + guarantee.confidence())
                + ", \"samples\": "
                + guarantee.samples()
                + ", \"measured\": "
                + guarantee.measured()
                + ", \"assumption\": "
                + text(guarantee.assumption())
                + "}";
    }

    private static String document(PredictionSets sets) {
        return "\"prediction-sets\": {\"miss-rate\": "
                + sets.missRate()
                + ", \"quantiles\": "
                + list(sets.quantiles())
                + "}";
    }

    private static String document(ExitRule rule) {
        if (rule instanceof CertaintyThreshold threshold) {
            return kind(key(threshold.certainty()))
                    + ", \"thresholds\": "
                    + list(threshold.thresholds())
                    + "}";
        }
        if (rule instanceof RemainingMass mass) {
            return kind("remaining-mass")
                    + ", \"kappa\": "
                    + mass.kappa()
                    + ", \"gates\": "
                    + rows(mass.gates())
                    + "}";
        }
        if (rule instanceof Patience patience) {
            return kind("patience") + ", \"exits-in-a-row\": " + patience.exitsInARow() + "}";
        }
        if (rule instanceof DepthPrediction depth) {
            return kind("depth-prediction")
                    + ", \"costs\": "
                    + Arrays.toString(depth.costs())
                    + ", \"scores\": "
                    + rows(depth.weights())
                    + "}";
        }
        if (rule instanceof FixedExit fixed) {
            return fixed.index() == FixedExit.LAST
                    ? kind("full") + "}"
                    : kind("fixed") + ", \"exit\": " + fixed.index() + "}";
        }
        throw new IllegalStateException("no document form for exit rule " + rule);
    }

    private static String kind(String name) {
        return "{\"kind\": \"" + name + "\"";
    }

    private static String rows(float[][] rows) {
        return Arrays.stream(rows)
                .map(row -> "{\"weights\": " + list(row) + "}")
                .collect(Collectors.joining(",\n    ", "[\n    ", "]"));
    }

    private static String list(float[] values) {
        return Arrays.toString(values);
    }

    private static String key(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String text(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
