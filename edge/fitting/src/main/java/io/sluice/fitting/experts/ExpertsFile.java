package io.sluice.fitting.experts;

import io.sluice.config.Section;
import io.sluice.gates.experts.ExpertCategory;
import java.time.Duration;
import java.util.List;

/**
 * Who may be asked, as YAML: {@code experts} with {@code name}, {@code bundle} and what a request
 * costs there, {@code categories} with what a request may cost, {@code router} and {@code
 * standby-watts}. Data sheets, meters and the devices' telemetry know the figures; Sluice does not.
 *
 * @param experts at least one, of different names
 * @param categories the first is for requests that name none; needed to fit a policy, not to add an
 *     expert to one
 * @param routerJoules of one request, J
 * @param standbyWatts what all experts in play may draw together, W; infinite for no limit
 */
public record ExpertsFile(
        List<Expert> experts,
        List<ExpertCategory> categories,
        double routerJoules,
        double standbyWatts) {
    /**
     * One expert.
     *
     * @param bundle a directory or zip; a relative path is one from the file's folder
     * @param device where it runs, in words; may be empty
     * @param joules of one request, J; negative when it follows from the multiply-adds
     * @param joulesPerMultiplyAdd J, where {@code joules} is negative
     * @param computeTime the 95 % quantile of one request
     * @param standbyWatts what keeping it ready draws, W
     */
    public record Expert(
            String name,
            String bundle,
            String device,
            double joules,
            double joulesPerMultiplyAdd,
            Duration computeTime,
            double standbyWatts) {
        /** Energy of a request, J. */
        public double joules(long multiplyAdds) {
            return joules >= 0 ? joules : joulesPerMultiplyAdd * multiplyAdds;
        }
    }

    public ExpertsFile {
        experts = List.copyOf(experts);
        categories = List.copyOf(categories);
    }

    /**
     * Reads the document.
     *
     * @param source what to call it in messages
     * @throws io.sluice.config.ConfigException naming every problem
     */
    public static ExpertsFile parse(String source, String document) {
        Section root = Section.parse(source, document);
        List<Expert> experts = root.sections("experts").stream().map(ExpertsFile::expert).toList();
        if (experts.isEmpty()) {
            root.problem("experts", "none", "at least one");
        }
        requireDifferent(root, "experts", experts.stream().map(Expert::name).toList());
        List<ExpertCategory> categories =
                root.has("categories")
                        ? root.sections("categories").stream().map(ExpertsFile::category).toList()
                        : List.of();
        requireDifferent(
                root, "categories", categories.stream().map(ExpertCategory::name).toList());
        Section router = root.sectionOrEmpty("router");
        ExpertsFile file =
                new ExpertsFile(
                        experts,
                        categories,
                        router.decimal("joules", 0, Double.MAX_VALUE, 0),
                        limit(root, "standby-watts"));
        root.finish();
        return file;
    }

    private static Expert expert(Section section) {
        boolean counted = section.has("joules-per-multiply-add");
        if (counted && section.has("joules")) {
            section.problem("joules", "beside joules-per-multiply-add", "one of the two");
        }
        return new Expert(
                section.string("name"),
                section.string("bundle"),
                section.string("device", ""),
                counted ? -1 : section.decimal("joules", 0, Double.MAX_VALUE),
                section.decimal("joules-per-multiply-add", 0, 1, 0),
                section.duration("compute-time"),
                section.decimal("standby-watts", 0, Double.MAX_VALUE, 0));
    }

    private static ExpertCategory category(Section section) {
        String name = section.string("name");
        double latency = millis(section.duration("latency"));
        double joules = limit(section, "joules");
        int most = (int) section.integer("most-asked", 1, ExpertCategory.MOST_ASKED);
        try {
            return new ExpertCategory(name, latency, joules, most);
        } catch (IllegalArgumentException e) {
            section.problem("name", e.getMessage(), "a category with a name and a latency");
            return new ExpertCategory("invalid", 1, 1, 1);
        }
    }

    private static double limit(Section section, String key) {
        return section.decimal(key, Double.MIN_VALUE, Double.MAX_VALUE, Double.POSITIVE_INFINITY);
    }

    /** A duration in ms, with its fractions. */
    static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    private static void requireDifferent(Section root, String key, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (names.indexOf(names.get(i)) < i) {
                root.problem(key, "'" + names.get(i) + "' is there twice", "different names");
            }
        }
    }

    /**
     * The expert of a name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public Expert expert(String name) {
        return experts.stream()
                .filter(expert -> expert.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no expert '"
                                                + name
                                                + "'; expected one of "
                                                + experts.stream().map(Expert::name).toList()));
    }
}
