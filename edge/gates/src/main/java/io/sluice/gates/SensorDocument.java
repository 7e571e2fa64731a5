package io.sluice.gates;

import io.sluice.config.Section;
import io.sluice.gates.sensors.ContextFilter;
import io.sluice.gates.sensors.Emission;
import io.sluice.gates.sensors.JointSelection;
import io.sluice.gates.sensors.LateFusion;
import io.sluice.gates.sensors.PatternSets;
import io.sluice.gates.sensors.SensorCosts;
import io.sluice.gates.sensors.SensorGate;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.SensorStructure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The section {@code sensors} of a policy document. Sets of modalities are lists of indices. */
final class SensorDocument {
    private static final int LAST_MODALITY = SensorStructure.MOST_MODALITIES - 1;

    private SensorDocument() {}

    static SensorPolicy read(Section section) {
        return new SensorPolicy(
                section.integer("period-millis", 1, Integer.MAX_VALUE),
                costs(section.section("costs")),
                PredictorDocument.read(section.section("predictor")),
                selection(section.section("selection")),
                contexts(section.section("contexts")),
                DocumentForm.rows(section, "context-loss", "losses"),
                gate(section.section("gate")),
                new LateFusion(DocumentForm.rows(section, "fusion", "weights")),
                section.has("prediction-sets")
                        ? Optional.of(sets(section.section("prediction-sets")))
                        : Optional.empty());
    }

    private static SensorCosts costs(Section section) {
        return new SensorCosts(
                positive(section, "watts-on"),
                positive(section, "watts-asleep"),
                positive(section, "wake-joules"),
                positive(section, "stem-joules"),
                positive(section, "branch-joules"),
                section.decimal("fusion-joules", 0, Double.MAX_VALUE));
    }

    private static double[] positive(Section section, String key) {
        return DocumentForm.doubles(section, key, 0, Double.MAX_VALUE);
    }

    private static JointSelection selection(Section section) {
        return new JointSelection(
                section.decimal("lambda", 0, 1),
                section.decimal("gamma", 0, Double.MAX_VALUE),
                section.decimal("pressure-cap", 0, Double.MAX_VALUE));
    }

    private static ContextFilter contexts(Section section) {
        List<Emission> emissions = new ArrayList<>();
        for (Section emission : section.sections("emissions")) {
            emissions.add(
                    new Emission(
                            DocumentForm.rows(emission, "scores", "weights"),
                            emission.decimal("trust", 0, 1)));
        }
        return new ContextFilter(
                section.strings("names"),
                DocumentForm.doubles(section, "start", 0, 1),
                distributions(section, "transitions"),
                emissions,
                section.has("confusion") ? distributions(section, "confusion") : new double[0][]);
    }

    private static double[][] distributions(Section section, String key) {
        return section.sections(key).stream()
                .map(row -> DocumentForm.doubles(row, "probabilities", 0, 1))
                .toArray(double[][]::new);
    }

    private static SensorGate.Settings gate(Section section) {
        return new SensorGate.Settings(
                section.integer("window-millis", 1, Long.MAX_VALUE),
                (int) section.integer("dwell-windows", 1, Integer.MAX_VALUE),
                section.integer("probe-every-millis", 0, Long.MAX_VALUE),
                section.integer("stale-after-millis", 1, Long.MAX_VALUE),
                section.decimal("uncertain-below", 0, 1),
                DocumentForm.mask(DocumentForm.indices(section, "always-on", LAST_MODALITY)),
                selection(section.section("selection")));
    }

    private static PatternSets sets(Section section) {
        List<Section> patterns = section.sections("patterns");
        int[] masks = new int[patterns.size()];
        float[] quantiles = new float[patterns.size()];
        for (int i = 0; i < masks.length; i++) {
            Section pattern = patterns.get(i);
            masks[i] = DocumentForm.mask(DocumentForm.indices(pattern, "present", LAST_MODALITY));
            quantiles[i] = (float) pattern.decimal("quantile", 0, 1);
        }
        return new PatternSets(section.decimal("miss-rate", 0, 1), masks, quantiles);
    }

    static String of(SensorPolicy policy) {
        List<String> members = new ArrayList<>();
        members.add("\"period-millis\": " + policy.periodMillis());
        members.add("\"costs\": " + document(policy.costs()));
        members.add("\"predictor\": " + PredictorDocument.of(policy.predictor()));
        members.add("\"selection\": " + document(policy.selection()));
        members.add("\"contexts\": " + document(policy.filter()));
        members.add("\"context-loss\": " + DocumentForm.rows("losses", policy.contextLoss()));
        members.add("\"gate\": " + document(policy.gate()));
        members.add("\"fusion\": " + DocumentForm.rows("weights", policy.fusion().weights()));
        policy.predictionSets()
                .ifPresent(sets -> members.add("\"prediction-sets\": " + document(sets)));
        return "{\n    " + String.join(",\n    ", members) + "}";
    }

    private static String document(SensorCosts costs) {
        return "{\"watts-on\": "
                + Arrays.toString(costs.wattsOn())
                + ", \"watts-asleep\": "
                + Arrays.toString(costs.wattsAsleep())
                + ", \"wake-joules\": "
                + Arrays.toString(costs.wakeJoules())
                + ", \"stem-joules\": "
                + Arrays.toString(costs.stemJoules())
                + ", \"branch-joules\": "
                + Arrays.toString(costs.branchJoules())
                + ", \"fusion-joules\": "
                + costs.fusionJoules()
                + "}";
    }

    private static String document(JointSelection selection) {
        return "{\"lambda\": "
                + selection.lambda()
                + ", \"gamma\": "
                + selection.gamma()
                + ", \"pressure-cap\": "
                + selection.pressureCap()
                + "}";
    }

    private static String document(ContextFilter filter) {
        String names =
                String.join(", ", filter.contexts().stream().map(DocumentForm::text).toList());
        String confusion =
                filter.confusion().length == 0
                        ? ""
                        : ",\n    \"confusion\": "
                                + DocumentForm.rows("probabilities", filter.confusion());
        return "{\"names\": ["
                + names
                + "], \"start\": "
                + Arrays.toString(filter.start())
                + ",\n    \"transitions\": "
                + DocumentForm.rows("probabilities", filter.transition())
                + ",\n    \"emissions\": "
                + DocumentForm.list(
                        filter.emissions().stream().map(SensorDocument::document).toList())
                + confusion
                + "}";
    }

    private static String document(Emission emission) {
        return "{\"trust\": "
                + emission.trust()
                + ", \"scores\": "
                + DocumentForm.rows("weights", emission.weights())
                + "}";
    }

    private static String document(SensorGate.Settings gate) {
        return "{\"window-millis\": "
                + gate.windowMillis()
                + ", \"dwell-windows\": "
                + gate.dwellWindows()
                + ", \"probe-every-millis\": "
                + gate.probeEveryMillis()
                + ", \"stale-after-millis\": "
                + gate.staleAfterMillis()
                + ", \"uncertain-below\": "
                + gate.uncertainBelow()
                + ", \"always-on\": "
                + DocumentForm.mask(gate.alwaysOn())
                + ", \"selection\": "
                + document(gate.selection())
                + "}";
    }

    private static String document(PatternSets sets) {
        int[] patterns = sets.patterns();
        float[] quantiles = sets.quantiles();
        List<String> items = new ArrayList<>();
        for (int i = 0; i < patterns.length; i++) {
            items.add(
                    "{\"present\": "
                            + DocumentForm.mask(patterns[i])
                            + ", \"quantile\": "
                            + quantiles[i]
                            + "}");
        }
        return "{\"miss-rate\": "
                + sets.missRate()
                + ", \"patterns\": "
                + DocumentForm.list(items)
                + "}";
    }
}
