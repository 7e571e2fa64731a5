package io.sluice.jobs;

import io.sluice.config.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The alarm rules that ship for Prometheus. */
final class AlarmRules {
    private static final Path FILE = Path.of("../../deploy/prometheus/sluice-rules.yaml");
    private static final Pattern METRIC = Pattern.compile("\\bflink_\\w+");

    private AlarmRules() {}

    /** The metrics that the rules name and that are not among those reported. */
    static Set<String> unknownMetrics(Set<String> reported) throws IOException {
        Set<String> unknown = new TreeSet<>();
        for (Section rule : rules()) {
            Matcher metric = METRIC.matcher(rule.string("expr"));
            while (metric.find()) {
                unknown.add(metric.group());
            }
        }
        unknown.removeAll(reported);
        return unknown;
    }

    /** The rules, in the file's order. */
    static List<Section> rules() throws IOException {
        Section root = Section.parse(FILE.getFileName().toString(), Files.readString(FILE));
        return root.sections("groups").get(0).sections("rules");
    }
}
