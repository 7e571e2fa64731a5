package io.sluice.proof.experts;

import java.util.Arrays;

/**
 * Hashed counts of the words of a text and of its pairs of neighbours: runs of letters in lower
 * case, runs of digits by their length up to 3, other characters alone. Reused from text to text;
 * one thread.
 */
final class WordBag {
    static final int BUCKETS = 1 << 14;

    private static final int START = 0x811c9dc5;
    private static final int PRIME = 0x01000193;
    private static final int LONGEST_NUMBER = 3;

    private final int[] counts = new int[BUCKETS];
    private int[] touched = new int[256];
    private int size;
    private int previous;
    private boolean isFirst;

    /** Counts a text; what was counted before is forgotten. */
    void count(String text) {
        clear();
        int length = text.length();
        int at = 0;
        while (at < length) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (Character.isLetter(c)) {
                int hash = START;
                for (; at < length && Character.isLetter(text.charAt(at)); at++) {
                    hash = next(hash, Character.toLowerCase(text.charAt(at)));
                }
                word(hash);
            } else if (Character.isDigit(c)) {
                int from = at;
                while (at < length && Character.isDigit(text.charAt(at))) {
                    at++;
                }
                word(next(START, (char) Math.min(LONGEST_NUMBER, at - from)));
            } else {
                word(next(START, c));
                at++;
            }
        }
    }

    private static int next(int hash, char c) {
        return (hash ^ c) * PRIME;
    }

    private void word(int hash) {
        add(hash);
        if (!isFirst) {
            add(previous * 31 + hash);
        }
        previous = hash;
        isFirst = false;
    }

    private void add(int hash) {
        int mixed = (hash ^ (hash >>> 15)) * 0x2c1b3c6d;
        int bucket = (mixed ^ (mixed >>> 13)) & (BUCKETS - 1);
        if (counts[bucket]++ == 0) {
            if (size == touched.length) {
                touched = Arrays.copyOf(touched, 2 * size);
            }
            touched[size++] = bucket;
        }
    }

    private void clear() {
        for (int i = 0; i < size; i++) {
            counts[touched[i]] = 0;
        }
        size = 0;
        isFirst = true;
    }

    /** How many buckets have a count. */
    int size() {
        return size;
    }

    /** The i-th of them. */
    int bucket(int i) {
        return touched[i];
    }

    /** How often the i-th was met. */
    int count(int i) {
        return counts[touched[i]];
    }
}
