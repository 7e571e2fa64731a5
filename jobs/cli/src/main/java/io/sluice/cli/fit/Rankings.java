package io.sluice.cli.fit;

import io.sluice.config.Section;
import io.sluice.gates.sensors.ConfigurationShape;
import io.sluice.gates.sensors.SensorStructure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Orders of configurations by context from a file: {@code fog: [radar, radar-lidar]}. */
final class Rankings {
    private Rankings() {}

    /**
     * Reads the file.
     *
     * @return for each context indices of configurations, best first
     * @throws io.sluice.config.ConfigException when a context is missing or not known, or a
     *     configuration is not
     */
    static int[][] read(Path file, List<String> contexts, SensorStructure structure)
            throws IOException {
        List<String> names =
                structure.configurations().stream().map(ConfigurationShape::name).toList();
        Section root = Section.parse(file.toString(), Files.readString(file));
        int[][] rankings = new int[contexts.size()][];
        for (int c = 0; c < rankings.length; c++) {
            String context = contexts.get(c);
            List<String> order = root.strings(context);
            for (String name : order) {
                if (!names.contains(name)) {
                    root.problem(context, "'" + name + "'", "one of " + String.join(", ", names));
                }
            }
            rankings[c] = order.stream().mapToInt(names::indexOf).toArray();
        }
        root.finish();
        return rankings;
    }
}
