package io.sluice.schemas.mapping;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Offers the names that a mistyped one may have meant. */
final class NearestNames {
    private static final int MOST = 3;

    private NearestNames() {}

    /** A clause such as {@code " (nearest: image, images)"}, or what there is when few. */
    static String offer(String name, Collection<String> candidates) {
        if (candidates.isEmpty()) {
            return " (there are none)";
        }
        String nearest =
                String.join(
                        ", ",
                        candidates.stream()
                                .sorted(Comparator.comparingInt(other -> distance(name, other)))
                                .limit(MOST)
                                .toList());
        return " (nearest: " + nearest + ")";
    }

    /** Levenshtein's distance, ignoring case. */
    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
