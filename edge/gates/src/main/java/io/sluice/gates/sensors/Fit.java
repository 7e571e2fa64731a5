package io.sluice.gates.sensors;

import java.util.List;

/** Checks of a policy's parts against a structure; the message says what does not fit. */
final class Fit {
    private Fit() {}

    static void require(String part, int found, String what, List<String> names) {
        if (found != names.size()) {
            throw new IllegalArgumentException(
                    part
                            + " are for "
                            + found
                            + " "
                            + what
                            + ", but there are "
                            + names.size()
                            + ": "
                            + String.join(", ", names));
        }
    }

    static void requireFinite(String part, float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        part + " hold " + value + "; expected finite numbers");
            }
        }
    }

    /** Requires rows of one width. */
    static void requireMatrix(String part, float[][] rows, int count, int width) {
        if (rows.length != count) {
            throw new IllegalArgumentException(
                    part + " have " + rows.length + " rows; expected " + count);
        }
        for (float[] row : rows) {
            if (row.length != width) {
                throw new IllegalArgumentException(
                        part + " have a row of " + row.length + " numbers; expected " + width);
            }
            requireFinite(part, row);
        }
    }

    static void requireWidths(String part, int[] widths, SensorStructure structure) {
        require(part, widths.length, "modalities", structure.modalities());
        for (int m = 0; m < widths.length; m++) {
            requireWidth(part, widths[m], m, structure);
        }
    }

    static void requireWidth(String part, int width, int modality, SensorStructure structure) {
        int expected = structure.summaryWidths().get(modality);
        if (width != expected) {
            throw new IllegalArgumentException(
                    part
                            + " have width "
                            + width
                            + " for modality "
                            + structure.modalities().get(modality)
                            + ", but its summary has "
                            + expected
                            + " features");
        }
    }

    static void requireContexts(String part, int found, int contexts) {
        if (found != contexts) {
            throw new IllegalArgumentException(
                    part
                            + " are for "
                            + found
                            + " contexts, but the context filter has "
                            + contexts);
        }
    }

    static List<String> branches(SensorStructure structure) {
        return structure.branches().stream().map(BranchShape::name).toList();
    }

    static List<String> configurations(SensorStructure structure) {
        return structure.configurations().stream().map(ConfigurationShape::name).toList();
    }
}
