package io.sluice.kernel.bundle;

import io.sluice.config.Section;
import java.util.List;
import java.util.Optional;

/** Reads what {@code bundle.yaml} says of sensors. */
final class SensorLayoutReader {
    private static final List<String> KEYS = List.of("modalities", "branches", "configurations");

    private SensorLayoutReader() {}

    /** Whether the manifest is that of a sensor bundle: one of the three keys asks for the rest. */
    static boolean isIn(Section root) {
        return KEYS.stream().anyMatch(root::has);
    }

    static Optional<SensorLayout> read(Section root, long version) {
        if (!isIn(root)) {
            return Optional.empty();
        }
        for (String key : KEYS) {
            if (root.has(key)) {
                ManifestReader.requireVersion(root, key, version, BundleManifest.SENSORS_VERSION);
            }
        }
        return Optional.of(
                new SensorLayout(
                        modalities(root.sections("modalities")),
                        branches(root.sections("branches")),
                        configurations(root.sections("configurations"))));
    }

    private static List<ModalitySpec> modalities(List<Section> sections) {
        return sections.stream()
                .map(
                        section ->
                                new ModalitySpec(
                                        name(section, "camera"),
                                        section.strings("inputs"),
                                        section.string("stem"),
                                        ManifestReader.tensorName(section, "summary")))
                .toList();
    }

    private static List<BranchSpec> branches(List<Section> sections) {
        return sections.stream()
                .map(
                        section ->
                                new BranchSpec(
                                        section.string("stage"), section.strings("modalities")))
                .toList();
    }

    private static List<ConfigurationSpec> configurations(List<Section> sections) {
        return sections.stream()
                .map(
                        section ->
                                new ConfigurationSpec(
                                        name(section, "camera-radar"), section.strings("branches")))
                .toList();
    }

    private static String name(Section section, String example) {
        return ManifestReader.matching(
                section, "name", ManifestReader.NAME, "a name such as '" + example + "'");
    }
}
