package io.sluice.schemas.mapping;

import io.sluice.schemas.DType;
import java.io.Serializable;
import java.util.List;

/**
 * Where an input of the model comes from: one field that holds all of it (bytes, an array, or a
 * number for an input of one element), or one scalar field per element.
 *
 * @param input the input's name
 * @param sources one field, or as many scalar fields as the input has elements
 * @param sourceDtype element type of a bytes field, little-endian; null for the input's own
 * @param scale what values are multiplied with; other than 1 only for floating-point inputs
 * @param offset what is added afterwards; other than 0 only for floating-point inputs
 * @param allowNonFinite whether NaN and infinities pass
 */
public record InputMapping(
        String input,
        List<FieldSource> sources,
        DType sourceDtype,
        double scale,
        double offset,
        boolean allowNonFinite)
        implements Serializable {
    public InputMapping {
        sources = List.copyOf(sources);
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("input '" + input + "' needs at least one field");
        }
        if (!Double.isFinite(scale) || !Double.isFinite(offset) || scale == 0) {
            throw new IllegalArgumentException(
                    "input '"
                            + input
                            + "' needs a finite scale other than 0 and a finite offset, not "
                            + scale
                            + " and "
                            + offset);
        }
    }

    /** An input that is one field as it is. */
    public static InputMapping of(String input, String path) {
        return of(input, List.of(FieldSource.of(path)));
    }

    /** An input of the given fields as they are. */
    public static InputMapping of(String input, List<FieldSource> sources) {
        return new InputMapping(input, sources, null, 1, 0, false);
    }

    public InputMapping withSourceDtype(DType dtype) {
        return new InputMapping(input, sources, dtype, scale, offset, allowNonFinite);
    }

    /** Values become {@code value * scale + offset}. */
    public InputMapping withScale(double newScale, double newOffset) {
        return new InputMapping(input, sources, sourceDtype, newScale, newOffset, allowNonFinite);
    }

    public InputMapping withNonFinite() {
        return new InputMapping(input, sources, sourceDtype, scale, offset, true);
    }

    boolean isScaled() {
        return scale != 1 || offset != 0;
    }
}
