package io.sluice.cli.data;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads shares, written {@code 1%} or {@code 0.01}. */
public final class Share implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        String plain = text.strip();
        boolean percent = plain.endsWith("%");
        String digits = percent ? plain.substring(0, plain.length() - 1).strip() : plain;
        if (!digits.matches("\\d*\\.?\\d+")) {
            throw refused(text);
        }
        double value = percent ? Double.parseDouble(digits) / 100 : Double.parseDouble(digits);
        if (!(value > 0 && value < 1)) {
            throw refused(text);
        }
        return value;
    }

    private static TypeConversionException refused(String text) {
        return new TypeConversionException(
                "'"
                        + text
                        + "' is no share; expected more than 0 and less than all, such as 1% or"
                        + " 0.01");
    }
}
