package io.sluice.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations such as {@code 100 ms} and sizes such as {@code 512 mb}. */
public final class Quantities {
    public static final String DURATION_FORM =
            "a duration such as '100 ms', '5 s', '2 min' or '1 h'";
    static final String SIZE_FORM = "a size such as '64 kb', '512 mb' or '1 gb'";

    private static final Pattern QUANTITY = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([a-z]*)");
    private static final Map<String, Long> NANOS =
            Map.of(
                    "us", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "min", 60_000_000_000L,
                    "m", 60_000_000_000L,
                    "h", 3_600_000_000_000L,
                    "d", 86_400_000_000_000L);
    private static final Map<String, Long> BYTES =
            Map.of("b", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30);

    private Quantities() {}

    /** The duration that a text means, if it does. */
    public static Optional<Duration> duration(String text) {
        return parse(text, NANOS).map(Duration::ofNanos);
    }

    static Optional<Long> size(String text) {
        return parse(text, BYTES);
    }

    private static Optional<Long> parse(String text, Map<String, Long> units) {
        Matcher matcher = QUANTITY.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!matcher.matches() || !units.containsKey(matcher.group(2))) {
            return Optional.empty();
        }
        try {
            BigDecimal value = new BigDecimal(matcher.group(1));
            return Optional.of(
                    value.multiply(BigDecimal.valueOf(units.get(matcher.group(2))))
                            .longValueExact());
        } catch (ArithmeticException notWhole) {
            return Optional.empty();
        }
    }
}
