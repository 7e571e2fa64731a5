package io.sluice.gates.budget;

import io.sluice.config.Section;
import io.sluice.schemas.Resource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Budgets as a document, YAML or JSON, both ways.
 *
 * <pre>
 * classes: [standard, gold]
 * tenants: {acme: gold}
 * limits:
 *   - {scope: job, joules: 40, per: 1m}
 *   - {scope: tenant/*, bytes: 1e6, per: 1s, hard: true, burst: 2e6}
 *   - {scope: job, milliseconds: 25, quantile: 0.99}
 *   - {scope: event, joules: 0.5}
 * brown-out: {enter: 0.8, leave: 0.4, hold: 1s, tiers: [1, 5, cheapest]}
 * pacing: {most-price: 5, smoothing: 250ms, reach: 1s}
 * </pre>
 */
public final class BudgetDocument {
    private static final String FORM = "budgets as in deploy/docs/pipeline.md";
    private static final String PER_FORM = "a duration above 0 such as '1 min', or " + Limit.EVENT;
    private static final String CHEAPEST = "cheapest";
    private static final double MICROS = 1e6;
    private static final long MICROS_PER_MILLI = 1_000;

    private BudgetDocument() {}

    /**
     * Reads a document.
     *
     * @param source what to call it in messages
     * @throws io.sluice.config.ConfigException naming every problem of the document
     */
    public static Budgets parse(String source, byte[] payload) {
        Section root = Section.parse(source, new String(payload, StandardCharsets.UTF_8));
        Budgets budgets = read(root);
        root.finish();
        return budgets;
    }

    /**
     * Reads a section that is part of another document. Problems are recorded there.
     *
     * @return {@link Budgets#NONE} where they do not fit together
     */
    public static Budgets read(Section root) {
        List<String> classes =
                root.has("classes") ? root.strings("classes") : List.of(Budgets.STANDARD);
        Map<String, String> tenants = root.properties("tenants");
        List<Limit> limits = new ArrayList<>();
        if (root.has("limits")) {
            for (Section section : root.sections("limits")) {
                Limit limit = checked(section, "scope", () -> limit(section));
                if (limit != null) {
                    limits.add(limit);
                }
            }
        }
        BrownOutSettings brownOut =
                root.has("brown-out") ? brownOut(root.section("brown-out")) : null;
        PacingSettings pacing = root.has("pacing") ? pacing(root.section("pacing")) : null;
        Budgets budgets =
                checked(
                        root,
                        "limits",
                        () ->
                                new Budgets(
                                        classes,
                                        tenants,
                                        limits,
                                        brownOut == null ? BrownOutSettings.NONE : brownOut,
                                        pacing == null ? PacingSettings.DEFAULT : pacing));
        return budgets == null ? Budgets.NONE : budgets;
    }

    private static Limit limit(Section section) {
        String scope = section.string("scope");
        Resource resource = resource(section);
        if (resource == null) {
            return null;
        }
        double amount = section.decimal(key(resource), 0, Double.MAX_VALUE);
        if (section.has("quantile")) {
            double quantile = section.decimal("quantile", 0, 1);
            return new Limit(scope, resource, amount, Limit.PER_EVENT, false, 0, quantile);
        }
        double perSeconds = scope.equals(Limit.EVENT) ? Limit.PER_EVENT : perSeconds(section);
        boolean hard = section.bool("hard", false);
        // A bucket that holds what comes in a second lets single actions pass and little more.
        double burst =
                hard ? section.decimal("burst", 0, Double.MAX_VALUE, amount / perSeconds) : 0;
        return new Limit(scope, resource, amount, perSeconds, hard, burst, Double.NaN);
    }

    private static Resource resource(Section section) {
        Resource found = null;
        int count = 0;
        for (Resource resource : Resource.values()) {
            if (section.has(key(resource))) {
                found = resource;
                count++;
            }
        }
        if (count != 1) {
            section.problem("scope", count + " resources", "one of joules, milliseconds, bytes");
            return null;
        }
        return found;
    }

    private static double perSeconds(Section section) {
        if (section.has("per") && section.string("per").equals(Limit.EVENT)) {
            return Limit.PER_EVENT;
        }
        Duration per = section.duration("per", Duration.ZERO);
        if (per.isZero()) {
            section.problem("per", section.has("per") ? "0 s" : "missing", PER_FORM);
            return 1;
        }
        return seconds(per);
    }

    private static BrownOutSettings brownOut(Section section) {
        BrownOutSettings none = BrownOutSettings.NONE;
        List<Double> tiers = new ArrayList<>();
        for (String tier : section.strings("tiers")) {
            try {
                tiers.add(
                        tier.equals(CHEAPEST)
                                ? BrownOutSettings.CHEAPEST
                                : Double.parseDouble(tier));
            } catch (NumberFormatException e) {
                section.problem("tiers", "'" + tier + "'", "rising prices or " + CHEAPEST);
            }
        }
        double enter = section.decimal("enter", 0, Double.MAX_VALUE, none.enter());
        double leave = section.decimal("leave", 0, Double.MAX_VALUE, none.leave());
        double battery = section.decimal("battery", 0, 1, none.battery());
        double hold = seconds(section.duration("hold", duration(none.holdSeconds())));
        double age = seconds(section.duration("age", duration(none.ageSeconds())));
        return checked(
                section,
                "tiers",
                () -> new BrownOutSettings(enter, leave, battery, hold, age, tiers));
    }

    private static PacingSettings pacing(Section section) {
        PacingSettings standard = PacingSettings.DEFAULT;
        double most = section.decimal("most-price", 0, Double.MAX_VALUE, standard.mostPrice());
        double smoothing =
                seconds(section.duration("smoothing", duration(standard.smoothingSeconds())));
        double reach = seconds(section.duration("reach", duration(standard.reachSeconds())));
        return checked(section, "reach", () -> new PacingSettings(most, smoothing, reach));
    }

    /** What a constructor refuses is a problem of the document. */
    private static <T> T checked(Section section, String key, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            section.problem(key, e.getMessage(), FORM);
            return null;
        }
    }

    private static String key(Resource resource) {
        return resource.name().toLowerCase(Locale.ROOT);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    /** The document of budgets, in JSON; {@link #parse} reads it back. */
    public static byte[] document(Budgets budgets) {
        List<String> parts = new ArrayList<>();
        parts.add("\"classes\": " + texts(budgets.classes()));
        List<String> tenants = new ArrayList<>();
        budgets.classOfTenant()
                .forEach((tenant, name) -> tenants.add(text(tenant) + ": " + text(name)));
        tenants.sort(null);
        parts.add("\"tenants\": {" + String.join(", ", tenants) + "}");
        parts.add(
                "\"limits\": ["
                        + String.join(
                                ", ",
                                budgets.limits().stream().map(BudgetDocument::document).toList())
                        + "]");
        parts.add("\"brown-out\": " + document(budgets.brownOut()));
        PacingSettings pacing = budgets.pacing();
        parts.add(
                "\"pacing\": {\"most-price\": "
                        + pacing.mostPrice()
                        + ", \"smoothing\": "
                        + time(pacing.smoothingSeconds())
                        + ", \"reach\": "
                        + time(pacing.reachSeconds())
                        + "}");
        return ("{" + String.join(",\n ", parts) + "}\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String document(Limit limit) {
        StringBuilder json = new StringBuilder("{\"scope\": " + text(limit.scope()));
        json.append(", \"").append(key(limit.resource())).append("\": ").append(limit.amount());
        if (limit.isLatency()) {
            json.append(", \"quantile\": ").append(limit.quantile());
        } else if (!limit.scope().equals(Limit.EVENT)) {
            json.append(", \"per\": ")
                    .append(limit.isPerEvent() ? text(Limit.EVENT) : time(limit.perSeconds()));
        }
        if (limit.hard()) {
            json.append(", \"hard\": true, \"burst\": ").append(limit.burst());
        }
        return json.append("}").toString();
    }

    private static String document(BrownOutSettings brownOut) {
        return "{\"enter\": "
                + brownOut.enter()
                + ", \"leave\": "
                + brownOut.leave()
                + ", \"battery\": "
                + brownOut.battery()
                + ", \"hold\": "
                + time(brownOut.holdSeconds())
                + ", \"age\": "
                + time(brownOut.ageSeconds())
                + ", \"tiers\": ["
                + String.join(
                        ", ",
                        brownOut.tiers().stream()
                                .map(
                                        tier ->
                                                tier == BrownOutSettings.CHEAPEST
                                                        ? text(CHEAPEST)
                                                        : String.valueOf(tier))
                                .toList())
                + "]}";
    }

    private static String time(double seconds) {
        long micros = Math.round(seconds * MICROS);
        return text(
                micros % MICROS_PER_MILLI == 0 ? micros / MICROS_PER_MILLI + "ms" : micros + "us");
    }

    private static String texts(List<String> values) {
        return "[" + String.join(", ", values.stream().map(BudgetDocument::text).toList()) + "]";
    }

    private static String text(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
