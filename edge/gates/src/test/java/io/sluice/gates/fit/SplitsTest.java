package io.sluice.gates.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SplitsTest {
    private static final SplitShares SHARES = new SplitShares(.5, .2, .2, .1);

    @Test
    void everyRowIsInOnePartAndEveryClassInEachByItsShare() {
        int[] labels = labels(1, 3000, 3);
        Splits splits = Splits.stratified(labels, 3, SHARES, 5);
        int[] all =
                Stream.of(splits.fit(), splits.gates(), splits.calibration(), splits.test())
                        .flatMapToInt(IntStream::of)
                        .sorted()
                        .toArray();
        assertThat(all).isEqualTo(IntStream.range(0, 3000).toArray());
        for (int c = 0; c < 3; c++) {
            int each = c;
            double size = Arrays.stream(labels).filter(label -> label == each).count();
            assertThat(count(splits.fit(), labels, c) / size).isBetween(.49, .51);
            assertThat(count(splits.gates(), labels, c) / size).isBetween(.19, .21);
            assertThat(count(splits.calibration(), labels, c) / size).isBetween(.19, .21);
            assertThat(count(splits.test(), labels, c) / size).isBetween(.09, .11);
        }
    }

    @Test
    void theSeedDecides() {
        int[] labels = labels(2, 500, 4);
        assertThat(Splits.stratified(labels, 4, SHARES, 5).fit())
                .isEqualTo(Splits.stratified(labels, 4, SHARES, 5).fit())
                .isNotEqualTo(Splits.stratified(labels, 4, SHARES, 6).fit());
    }

    @Test
    void smallClassesAreInEveryPart() {
        int[] labels = {0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        Splits splits = Splits.stratified(labels, 2, new SplitShares(.9, .04, .03, .03), 5);
        assertThat(count(splits.fit(), labels, 0)).isEqualTo(4);
        assertThat(count(splits.gates(), labels, 0)).isEqualTo(1);
        assertThat(count(splits.calibration(), labels, 0)).isEqualTo(1);
        assertThat(count(splits.test(), labels, 0)).isEqualTo(1);
    }

    @Test
    void classesWithTooFewRowsAreAllNamed() {
        int[] labels = {0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        assertThatThrownBy(() -> Splits.stratified(labels, 3, SHARES, 5))
                .hasMessage(
                        "too few samples: class 0 has 3, class 2 has 0; every class needs at least"
                                + " 7");
    }

    @Test
    void missingLabelsAreCounted() {
        int[] labels = {0, -1, 1, -1};
        assertThatThrownBy(() -> Splits.stratified(labels, 2, SHARES, 5))
                .hasMessage("2 of 4 rows have no label; fitting needs them");
        assertThatThrownBy(() -> Splits.stratified(new int[] {0, 2}, 2, SHARES, 5))
                .hasMessage("row 1 has label 2; expected a class from 0 to 1");
    }

    @Test
    void noRowServesTwoEnds() {
        int[] none = {};
        assertThatThrownBy(() -> Splits.of(new int[] {1}, new int[] {2}, new int[] {1}, none))
                .hasMessageContaining("row 1 is in two parts");
        assertThatThrownBy(() -> Splits.of(new int[] {1}, new int[] {2}, none, none))
                .hasMessage("the part calibration has no rows");
    }

    @Test
    void sharesAddUpToOne() {
        assertThatThrownBy(() -> new SplitShares(.5, .2, .2, .2))
                .hasMessageContaining("that add up to 1");
    }

    private static int[] labels(long seed, int rows, int classes) {
        return new Random(seed).ints(rows, 0, classes).toArray();
    }

    private static int count(int[] rows, int[] labels, int label) {
        return (int) Arrays.stream(rows).filter(row -> labels[row] == label).count();
    }
}
