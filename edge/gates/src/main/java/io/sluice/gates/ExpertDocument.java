package io.sluice.gates;

import io.sluice.config.ConfigException;
import io.sluice.config.Section;
import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The section {@code experts} of a policy document, and one expert's entry of it alone: the payload
 * of a control message of kind EXPERT.
 */
public final class ExpertDocument {
    private ExpertDocument() {}

    /**
     * Reads the entry of one expert.
     *
     * @param source what to call it in messages
     * @throws ConfigException naming every problem of the document
     */
    public static ExpertSpec parse(String source, byte[] document) {
        Section root = Section.parse(source, new String(document, StandardCharsets.UTF_8));
        ExpertSpec expert = DocumentForm.checked(root, "name", () -> expert(root));
        root.finish();
        return expert;
    }

    /** The entry of one expert, in JSON; {@link #parse} reads it back. */
    public static byte[] document(ExpertSpec expert) {
        return of(expert).getBytes(StandardCharsets.UTF_8);
    }

    /** Null after a problem of an expert or a category, since nothing else can be judged then. */
    static ExpertPolicy read(Section section) {
        List<ExpertSpec> experts = items(section, "list", ExpertDocument::expert);
        List<ExpertCategory> categories = items(section, "categories", ExpertDocument::category);
        List<Section> rows = section.sections("sample");
        float[][] sample =
                rows.stream()
                        .map(row -> DocumentForm.floats(row, "features"))
                        .toArray(float[][]::new);
        int[] sampleCategories =
                rows.stream()
                        .mapToInt(row -> (int) row.integer("category", 0, Integer.MAX_VALUE, 0))
                        .toArray();
        int features = (int) section.integer("features", 1, 1 << 16);
        double temperature = section.decimal("temperature", 0, Double.MAX_VALUE);
        double correlation = section.decimal("correlation", 0, 1);
        double costWeight = section.decimal("cost-weight", 0, Double.MAX_VALUE);
        double joulesScale = section.decimal("joules-scale", 0, Double.MAX_VALUE);
        double standbyWatts = unlimited(section, "standby-watts");
        if (experts.contains(null) || categories.contains(null)) {
            return null;
        }
        return new ExpertPolicy(
                features,
                experts,
                temperature,
                correlation,
                costWeight,
                joulesScale,
                standbyWatts,
                categories,
                sample,
                sampleCategories);
    }

    private static <T> List<T> items(Section section, String key, Function<Section, T> reader) {
        List<T> items = new ArrayList<>();
        for (Section item : section.sections(key)) {
            items.add(DocumentForm.checked(item, "name", () -> reader.apply(item)));
        }
        return items;
    }

    private static double unlimited(Section section, String key) {
        return section.decimal(key, 0, Double.MAX_VALUE, Double.POSITIVE_INFINITY);
    }

    private static ExpertSpec expert(Section section) {
        return new ExpertSpec(
                section.string("name"),
                section.string("bundle", ""),
                DocumentForm.floats(section, "vector"),
                section.decimal("joules", 0, Double.MAX_VALUE),
                section.decimal("compute-millis", 0, Double.MAX_VALUE),
                section.decimal("standby-watts", 0, Double.MAX_VALUE, 0),
                section.integer("multiply-adds", 0, Long.MAX_VALUE, 0));
    }

    private static ExpertCategory category(Section section) {
        return new ExpertCategory(
                section.string("name"),
                section.decimal("latency-millis", 0, Double.MAX_VALUE),
                unlimited(section, "joules-per-request"),
                (int) section.integer("most-asked", 1, ExpertCategory.MOST_ASKED));
    }

    static String of(ExpertPolicy policy) {
        List<String> members = new ArrayList<>();
        members.add("\"features\": " + policy.features());
        members.add("\"temperature\": " + policy.temperature());
        members.add("\"correlation\": " + policy.correlation());
        members.add("\"cost-weight\": " + policy.costWeight());
        members.add("\"joules-scale\": " + policy.joulesScale());
        if (policy.standbyWatts() < Double.POSITIVE_INFINITY) {
            members.add("\"standby-watts\": " + policy.standbyWatts());
        }
        members.add(
                "\"categories\": "
                        + DocumentForm.list(
                                policy.categories().stream().map(ExpertDocument::of).toList()));
        members.add(
                "\"list\": "
                        + DocumentForm.list(
                                policy.experts().stream().map(ExpertDocument::of).toList()));
        members.add("\"sample\": " + sample(policy));
        return "{\n    " + String.join(",\n    ", members) + "}";
    }

    private static String of(ExpertCategory category) {
        return "{\"name\": "
                + DocumentForm.text(category.name())
                + ", \"latency-millis\": "
                + category.latencyMillis()
                + (category.joulesPerRequest() < Double.POSITIVE_INFINITY
                        ? ", \"joules-per-request\": " + category.joulesPerRequest()
                        : "")
                + ", \"most-asked\": "
                + category.mostAsked()
                + "}";
    }

    private static String of(ExpertSpec expert) {
        return "{\"name\": "
                + DocumentForm.text(expert.name())
                + (expert.bundle().isEmpty()
                        ? ""
                        : ", \"bundle\": " + DocumentForm.text(expert.bundle()))
                + ", \"joules\": "
                + expert.joules()
                + ", \"compute-millis\": "
                + expert.computeMillis()
                + (expert.standbyWatts() > 0 ? ", \"standby-watts\": " + expert.standbyWatts() : "")
                + ", \"multiply-adds\": "
                + expert.multiplyAdds()
                + ", \"vector\": "
                + Arrays.toString(expert.vector())
                + "}";
    }

    private static String sample(ExpertPolicy policy) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < policy.sample().length; row++) {
            rows.add(
                    "{\"category\": "
                            + policy.sampleCategories()[row]
                            + ", \"features\": "
                            + Arrays.toString(policy.sample()[row])
                            + "}");
        }
        return DocumentForm.list(rows);
    }
}
