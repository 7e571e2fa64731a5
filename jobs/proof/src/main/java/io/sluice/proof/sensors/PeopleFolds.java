package io.sluice.proof.sensors;

import io.sluice.gates.fit.Splits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * People in six folds. Each fold is the test once: behind it, in a circle, two folds choose λ, one
 * weighs branches, and two fit filter and gates.
 */
public final class PeopleFolds {
    public static final int FOLDS = 6;
    private static final int CALIBRATION = 2;
    private static final int GATES = 1;

    private final int[] foldOfPerson;
    private final PersonStreams streams;

    /** Divides by chance, folds as equal as can be. */
    public PeopleFolds(PersonStreams streams, long seed) {
        this.streams = streams;
        this.foldOfPerson = new int[streams.people().size()];
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, foldOfPerson.length).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        for (int i = 0; i < foldOfPerson.length; i++) {
            foldOfPerson[order.get(i)] = i % FOLDS;
        }
    }

    /** The fold of a sample's person. */
    public int fold(int row) {
        return foldOfPerson[streams.person()[row]];
    }

    /** Rows whose fold is one of some, rising. */
    public int[] rows(IntPredicate folds) {
        return IntStream.range(0, streams.size()).filter(row -> folds.test(fold(row))).toArray();
    }

    /** Which rows serve what when a fold is the test. */
    public Splits splits(int test) {
        return Splits.of(
                rows(fold -> behind(test, fold) > CALIBRATION + GATES),
                rows(fold -> isFrom(behind(test, fold), CALIBRATION + 1, GATES)),
                rows(fold -> isFrom(behind(test, fold), 1, CALIBRATION)),
                rows(fold -> fold == test));
    }

    private static int behind(int test, int fold) {
        return Math.floorMod(fold - test, FOLDS);
    }

    private static boolean isFrom(int place, int first, int count) {
        return place >= first && place < first + count;
    }
}
