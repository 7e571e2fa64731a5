package io.sluice.kernel.bundle;

import io.sluice.config.ConfigException;
import io.sluice.config.Section;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code bundle.yaml} and collects all that is wrong with it. */
final class ManifestReader {
    private static final int MOST_CLASSES = 1_000_000;
    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";
    private static final String ENTRY = "[A-Za-z_][A-Za-z0-9_]{0,199}";
    private static final String VERSION =
            "\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?";

    private final String source;

    ManifestReader(String source) {
        this.source = source;
    }

    BundleManifest read(byte[] document) {
        try {
            Section root = Section.parse(source, new String(document, StandardCharsets.UTF_8));
            long version = requireFormat(root);
            BundleManifest manifest = manifest(root, version);
            new ManifestRules(root, manifest).check();
            root.finish();
            return manifest;
        } catch (ConfigException e) {
            throw new BundleException(BundleException.Category.FORMAT, e.getMessage(), e);
        }
    }

    /** A later format has keys that this version does not know: its version is the problem. */
    private static long requireFormat(Section root) {
        long version = root.integer("format-version", 1, Integer.MAX_VALUE);
        if (version > BundleManifest.FORMAT_VERSION) {
            throw new BundleException(
                    BundleException.Category.FORMAT,
                    BundleManifest.FILE
                            + ": format-version is "
                            + version
                            + ", this version of Sluice reads "
                            + BundleManifest.FORMAT_VERSION);
        }
        return version;
    }

    private static BundleManifest manifest(Section root, long version) {
        return new BundleManifest(
                matching(root, "name", NAME, "a name such as 'fashion-mnist'"),
                matching(root, "version", VERSION, "a semantic version such as '1.4.0'"),
                classes(root),
                tensors(root.sections("inputs")),
                root.has("tensors") ? tensors(root.sections("tensors")) : List.of(),
                stages(
                        root.sections("stages"),
                        SensorLayoutReader.isIn(root) || root.has("router")),
                root.string("policy"),
                golden(root.section("golden")),
                root.has("bitstreams") ? bitstreams(root, version) : List.of(),
                SensorLayoutReader.read(root, version),
                router(root, version),
                files(root.sections("files")));
    }

    private static List<String> classes(Section root) {
        List<String> classes = root.strings("classes");
        if (classes.isEmpty() || classes.size() > MOST_CLASSES) {
            root.problem("classes", classes.size() + " classes", "1 to " + MOST_CLASSES);
        }
        if (classes.stream().anyMatch(name -> name.chars().anyMatch(Character::isISOControl))) {
            root.problem("classes", "a control character", "printable names");
        }
        return classes;
    }

    private static List<TensorSpec> tensors(List<Section> sections) {
        List<TensorSpec> tensors = new ArrayList<>();
        for (Section section : sections) {
            int[] shape =
                    section.integers("shape", 1, Integer.MAX_VALUE).stream()
                            .mapToInt(Math::toIntExact)
                            .toArray();
            TensorSpec spec =
                    new TensorSpec(
                            tensorName(section, "name"),
                            section.choice("dtype", DType.class),
                            shape);
            try {
                spec.rowBytes();
            } catch (ArithmeticException tooLarge) {
                section.problem("shape", "a row of more than 2 GiB", "a smaller tensor");
            }
            tensors.add(spec);
        }
        return tensors;
    }

    /** Only stems and a router may lack an exit. */
    private static List<StageSpec> stages(List<Section> sections, boolean mayLackExit) {
        List<StageSpec> stages = new ArrayList<>();
        for (Section section : sections) {
            stages.add(
                    new StageSpec(
                            matching(section, "name", NAME, "a name such as 'stage1'"),
                            section.string("file"),
                            section.strings("inputs"),
                            section.has("outputs") ? section.strings("outputs") : List.of(),
                            mayLackExit && !section.has("exit")
                                    ? ""
                                    : matching(section, "exit", NAME, "a name such as 'exit1'"),
                            mayLackExit && !section.has("logits")
                                    ? ""
                                    : tensorName(section, "logits"),
                            section.integer("multiply-adds", 0, Long.MAX_VALUE)));
        }
        return stages;
    }

    private static GoldenSpec golden(Section section) {
        return new GoldenSpec(
                section.string("file"),
                section.decimal("relative-tolerance", 0, 1, GoldenSpec.DEFAULT_RELATIVE),
                section.decimal("absolute-tolerance", 0, 1, GoldenSpec.DEFAULT_ABSOLUTE));
    }

    private static List<BitstreamSpec> bitstreams(Section root, long version) {
        requireVersion(root, "bitstreams", version, BundleManifest.BITSTREAMS_VERSION);
        List<BitstreamSpec> bitstreams = new ArrayList<>();
        for (Section section : root.sections("bitstreams")) {
            bitstreams.add(
                    new BitstreamSpec(
                            section.string("stage"),
                            matching(section, "board", NAME, "a name such as 'p520_max_sg280l'"),
                            matching(section, "toolchain", NAME, "a name such as 'aoc'"),
                            matching(section, "toolchain-version", NAME, "a text such as '20.4'"),
                            matching(section, "entry", ENTRY, "the name of a kernel in C"),
                            (int) section.integer("minimum-batch", 1, Integer.MAX_VALUE),
                            section.string("file")));
        }
        return bitstreams;
    }

    private static Optional<RouterSpec> router(Section root, long version) {
        if (!root.has("router")) {
            return Optional.empty();
        }
        requireVersion(root, "router", version, BundleManifest.ROUTER_VERSION);
        Section section = root.section("router");
        return Optional.of(
                new RouterSpec(section.string("stage"), tensorName(section, "features")));
    }

    private static List<BundleFile> files(List<Section> sections) {
        List<BundleFile> files = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        for (Section section : sections) {
            String path = section.string("path");
            if (!BundlePaths.isSafe(path) || BundlePaths.isReserved(path)) {
                section.problem("path", "'" + path + "'", BundlePaths.FORM);
            }
            if (!paths.add(path)) {
                section.problem("path", "'" + path + "' is there twice", "one entry per file");
            }
            files.add(
                    new BundleFile(
                            path,
                            section.integer("size", 0, BundleContent.MOST_FILE_BYTES),
                            matching(section, "sha-256", "[0-9a-f]{64}", "64 hexadecimal digits")));
        }
        return files;
    }

    static void requireVersion(Section root, String key, long version, int first) {
        if (version < first) {
            root.problem(key, "in format-version " + version, "format-version " + first);
        }
    }

    static String tensorName(Section section, String key) {
        return matching(section, key, "[\\x21-\\x7e]{1,500}", "a tensor name without blanks");
    }

    static String matching(Section section, String key, String pattern, String form) {
        String text = section.string(key);
        // One that is missing has been complained of already.
        if (section.has(key) && !text.matches(pattern)) {
            section.problem(key, "'" + text + "'", form);
        }
        return text;
    }
}
