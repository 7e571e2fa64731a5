package io.sluice.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Offers the names that a mistyped one may have meant. */
public final class NearestName {
    private NearestName() {}

    /** Up to {@code limit} candidates, nearest first by edit distance. */
    public static List<String> of(String name, Collection<String> candidates, int limit) {
        return candidates.stream()
                .distinct()
                .sorted(
                        Comparator.comparingInt((String candidate) -> distance(name, candidate))
                                .thenComparing(Comparator.naturalOrder()))
                .limit(limit)
                .toList();
    }

    /** Levenshtein distance, case-insensitive. */
    static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same =
                        Character.toLowerCase(a.charAt(i - 1))
                                == Character.toLowerCase(b.charAt(j - 1));
                int substituted = previous[j - 1] + (same ? 0 : 1);
                current[j] = Math.min(substituted, 1 + Math.min(previous[j], current[j - 1]));
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
