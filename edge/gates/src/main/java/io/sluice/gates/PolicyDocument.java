package io.sluice.gates;

import io.sluice.config.Section;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.sensors.SensorPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A policy as YAML or JSON: {@code version}, {@code bundle} (the hash of the bundle it was fitted
 * for), {@code exit-rule} and, where there are such, {@code max-multiply-adds}, {@code key-budget},
 * {@code guarantee}, {@code prediction-sets}, {@code sensors} and {@code experts}. With one of the
 * last two the exit rule may be left out; it is the full model then. Keys and forms are in
 * deploy/docs/pipeline.md.
 */
final class PolicyDocument {
    private PolicyDocument() {}

    static Policy parse(String source, byte[] document) {
        Section root = Section.parse(source, new String(document, StandardCharsets.UTF_8));
        String version = root.string("version");
        String hash = root.string("bundle");
        if (!hash.isEmpty() && !hash.matches("[0-9a-f]{64}")) {
            root.problem("bundle", "'" + hash + "'", "64 lower-case hexadecimal digits (SHA-256)");
        }
        ExitRule rule =
                (root.has("sensors") || root.has("experts")) && !root.has("exit-rule")
                        ? FixedExit.full()
                        : ExitRuleDocument.read(root.section("exit-rule"));
        long cap = root.integer("max-multiply-adds", 0, Policy.NO_CAP, Policy.NO_CAP);
        Optional<KeyBudget> budget = optional(root, "key-budget", PolicyDocument::keyBudget);
        Optional<Guarantee> guarantee = optional(root, "guarantee", PolicyDocument::guarantee);
        Optional<PredictionSets> sets =
                optional(root, "prediction-sets", PolicyDocument::predictionSets);
        Optional<SensorPolicy> sensors = optional(root, "sensors", SensorDocument::read);
        Optional<ExpertPolicy> experts = optional(root, "experts", ExpertDocument::read);
        root.finish();
        return new Policy(version, hash, rule, cap, budget, guarantee, sets, sensors, experts);
    }

    private static <T> Optional<T> optional(Section root, String key, Function<Section, T> reader) {
        if (!root.has(key)) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                DocumentForm.checked(root, key, () -> reader.apply(root.section(key))));
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
                section.decimal("miss-rate", 0, 1),
                DocumentForm.floats(section.decimals("quantiles", 0, 1)));
    }

    static byte[] of(Policy policy) {
        List<String> members = new ArrayList<>();
        members.add("\"version\": " + DocumentForm.text(policy.version()));
        members.add("\"bundle\": " + DocumentForm.text(policy.bundleHash()));
        if (policy.maxMultiplyAdds() != Policy.NO_CAP) {
            members.add("\"max-multiply-adds\": " + policy.maxMultiplyAdds());
        }
        policy.keyBudget().ifPresent(budget -> members.add(document(budget)));
        policy.guarantee().ifPresent(guarantee -> members.add(document(guarantee)));
        policy.predictionSets().ifPresent(sets -> members.add(document(sets)));
        policy.sensors()
                .ifPresent(gates -> members.add("\"sensors\": " + SensorDocument.of(gates)));
        policy.experts()
                .ifPresent(choice -> members.add("\"experts\": " + ExpertDocument.of(choice)));
        members.add("\"exit-rule\": " + ExitRuleDocument.of(policy.exitRule()));
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
                + DocumentForm.text(DocumentForm.key(guarantee.method()))
                + (guarantee.confidence() == 0 ? "" : ", \"confidence\": " + guarantee.confidence())
                + ", \"samples\": "
                + guarantee.samples()
                + ", \"measured\": "
                + guarantee.measured()
                + ", \"assumption\": "
                + DocumentForm.text(guarantee.assumption())
                + "}";
    }

    private static String document(PredictionSets sets) {
        return "\"prediction-sets\": {\"miss-rate\": "
                + sets.missRate()
                + ", \"quantiles\": "
                + Arrays.toString(sets.quantiles())
                + "}";
    }
}
