package io.sluice.cli.bundle;

import io.sluice.cli.ImportOptions;
import io.sluice.config.Section;
import io.sluice.kernel.bundle.BundleBuilder;
import io.sluice.kernel.bundle.ConfigurationSpec;
import io.sluice.kernel.onnx.ModelImport;
import io.sluice.kernel.onnx.OnnxModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a user says of the parts of a sensor bundle, in YAML:
 *
 * <pre>
 * period: 100 ms
 * modalities:
 *   - {name: camera, file: camera-stem.onnx, summary: camera_summary, shapes: {image: 3x32x32}}
 * branches:
 *   - {name: camera, file: camera.onnx, modalities: [camera], logits: camera_logits}
 * configurations:
 *   - {name: camera-only, branches: [camera]}
 * </pre>
 *
 * <p>{@code period}, {@code configurations}, {@code shapes} and {@code constants} may be left out.
 *
 * @param folder what files are relative to
 * @param period the time between two samples
 * @param configurations none for each branch alone and all together
 */
record SensorDescription(
        Path folder,
        Duration period,
        List<Stem> stems,
        List<Branch> branches,
        List<ConfigurationSpec> configurations) {

    /** An ONNX file, and what it does not say about its rows. */
    record Graph(String file, Map<String, String> shapes, Map<String, Double> constants) {
        OnnxModel load(Path folder, PrintWriter out) throws IOException {
            ModelImport rules = new ModelImport();
            shapes.forEach(rules::shape);
            constants.forEach(rules::constant);
            return ImportOptions.load(folder.resolve(file), rules, out);
        }
    }

    record Stem(String modality, Graph graph, String summary) {}

    record Branch(String name, Graph graph, String logits, List<String> modalities) {}

    /**
     * Reads a description.
     *
     * @throws io.sluice.config.ConfigException naming every problem of the file
     */
    static SensorDescription load(Path file) throws IOException {
        Section root = Section.parse(file.toString(), Files.readString(file));
        SensorDescription read =
                new SensorDescription(
                        file.toAbsolutePath().getParent(),
                        root.duration("period", Duration.ofSeconds(1)),
                        root.sections("modalities").stream().map(SensorDescription::stem).toList(),
                        root.sections("branches").stream().map(SensorDescription::branch).toList(),
                        root.has("configurations")
                                ? root.sections("configurations").stream()
                                        .map(SensorDescription::configuration)
                                        .toList()
                                : List.of());
        if (read.period().toMillis() < 1) {
            root.problem("period", read.period().toString(), "at least 1 ms");
        }
        root.finish();
        return read;
    }

    /** Adds all of it to a bundle; gives the stems' models. */
    List<OnnxModel> addTo(BundleBuilder bundle, PrintWriter out) throws IOException {
        bundle.period(period.toMillis());
        List<OnnxModel> models = new ArrayList<>();
        for (Stem stem : stems) {
            OnnxModel model = stem.graph().load(folder, out);
            bundle.stem(stem.modality(), model, stem.summary());
            models.add(model);
        }
        for (Branch branch : branches) {
            OnnxModel model = branch.graph().load(folder, out);
            bundle.branch(branch.name(), model, branch.logits(), branch.modalities());
        }
        configurations.forEach(c -> bundle.configuration(c.name(), c.branches()));
        return models;
    }

    private static Stem stem(Section section) {
        return new Stem(section.string("name"), graph(section), section.string("summary"));
    }

    private static Branch branch(Section section) {
        return new Branch(
                section.string("name"),
                graph(section),
                section.string("logits"),
                section.strings("modalities"));
    }

    private static ConfigurationSpec configuration(Section section) {
        return new ConfigurationSpec(section.string("name"), section.strings("branches"));
    }

    private static Graph graph(Section section) {
        Section values = section.sectionOrEmpty("constants");
        Map<String, Double> constants = new LinkedHashMap<>();
        for (String input : values.keys()) {
            constants.put(input, values.decimal(input, -Double.MAX_VALUE, Double.MAX_VALUE));
        }
        return new Graph(section.string("file"), section.properties("shapes"), constants);
    }
}
