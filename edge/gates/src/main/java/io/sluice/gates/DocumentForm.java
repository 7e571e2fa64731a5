package io.sluice.gates;

import io.sluice.config.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How numbers, texts and rows of them stand in a policy document, both ways. */
final class DocumentForm {
    private DocumentForm() {}

    /** What a constructor refuses is a problem of the document. */
    static <T> T checked(Section section, String key, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            section.problem(key, e.getMessage(), "a document as in deploy/docs/pipeline.md");
            return null;
        }
    }

    static float[] floats(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }

    /** Any finite floats. */
    static float[] floats(Section section, String key) {
        return floats(section.decimals(key, -Float.MAX_VALUE, Float.MAX_VALUE));
    }

    static double[] doubles(Section section, String key, double min, double max) {
        return section.decimals(key, min, max).stream().mapToDouble(value -> value).toArray();
    }

    static int[] indices(Section section, String key, int most) {
        return section.integers(key, 0, most).stream().mapToInt(Long::intValue).toArray();
    }

    /** A list of mappings that have one list of numbers each. */
    static float[][] rows(Section section, String key, String inner) {
        return section.sections(key).stream()
                .map(row -> floats(row, inner))
                .toArray(float[][]::new);
    }

    static String rows(String inner, float[][] rows) {
        return rows(inner, Arrays.stream(rows).map(Arrays::toString).toList());
    }

    static String rows(String inner, double[][] rows) {
        return rows(inner, Arrays.stream(rows).map(Arrays::toString).toList());
    }

    static String rows(String inner, List<String> rows) {
        return list(rows.stream().map(row -> "{\"" + inner + "\": " + row + "}").toList());
    }

    /** One item a line. */
    static String list(List<String> items) {
        return items.stream().collect(Collectors.joining(",\n    ", "[\n    ", "]"));
    }

    /** The indices of the bits that are set. */
    static String mask(int mask) {
        List<String> bits = new ArrayList<>();
        IntStream.range(0, Integer.SIZE)
                .filter(i -> (mask >> i & 1) != 0)
                .forEach(i -> bits.add(String.valueOf(i)));
        return "[" + String.join(", ", bits) + "]";
    }

    static int mask(int[] bits) {
        int mask = 0;
        for (int bit : bits) {
            mask |= 1 << bit;
        }
        return mask;
    }

    static String kind(String name) {
        return "{\"kind\": \"" + name + "\"";
    }

    static String key(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String text(String value) {
        String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"");
        return "\"" + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + "\"";
    }
}
