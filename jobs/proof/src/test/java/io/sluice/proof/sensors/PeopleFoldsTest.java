package io.sluice.proof.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.fit.Splits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeopleFoldsTest {
    private static final int PEOPLE = 17;
    private static final String[] ACTIVITIES = {"A", "B", "C", "D"};
    private static final int EACH = 3;

    /** Three windows of each activity, person after person. */
    private static PersonStreams streams() {
        int rows = PEOPLE * ACTIVITIES.length * EACH;
        int[] subject = new int[rows];
        String[] activity = new String[rows];
        for (int row = 0; row < rows; row++) {
            subject[row] = 1600 + row / (ACTIVITIES.length * EACH);
            activity[row] = ACTIVITIES[row / EACH % ACTIVITIES.length];
        }
        List<WisdmWindows.Activity> names =
                Arrays.stream(ACTIVITIES)
                        .map(letter -> new WisdmWindows.Activity(letter, letter))
                        .toList();
        return PersonStreams.of(new WisdmWindows(new short[0], subject, activity, names), 1);
    }

    @Test
    void everyPersonIsTestedOnceAndServesOnePurposeAtATime() {
        PersonStreams streams = streams();
        PeopleFolds folds = new PeopleFolds(streams, 1);
        List<Integer> tested = new ArrayList<>();
        for (int fold = 0; fold < PeopleFolds.FOLDS; fold++) {
            Splits splits = folds.splits(fold);
            List<Set<Integer>> parts = new ArrayList<>();
            for (int[] rows :
                    List.of(splits.fit(), splits.gates(), splits.calibration(), splits.test())) {
                Set<Integer> people = new HashSet<>();
                IntStream.of(rows).forEach(row -> people.add(streams.person()[row]));
                assertThat(people).isNotEmpty();
                parts.add(people);
            }
            assertThat(parts.stream().mapToInt(Set::size).sum()).isEqualTo(PEOPLE);
            tested.addAll(parts.get(3));
        }
        assertThat(tested).hasSize(PEOPLE).doesNotHaveDuplicates();
    }

    @Test
    void windowsOfAnActivityStayTogetherAndInOrder() {
        PersonStreams streams = streams();
        for (int row = 0; row < streams.size(); row++) {
            int within = row % EACH;
            assertThat(streams.tick()[row]).isEqualTo(row % (ACTIVITIES.length * EACH));
            assertThat(streams.window()[row]).isEqualTo(streams.window()[row - within] + within);
            assertThat(streams.label()[row]).isEqualTo(streams.label()[row - within]);
        }
        assertThat(streams.window()).doesNotHaveDuplicates();
    }

    @Test
    void peopleDoNotShareTheOrderOfActivities() {
        PersonStreams streams = streams();
        Set<List<Integer>> orders = new HashSet<>();
        int rows = ACTIVITIES.length * EACH;
        for (int person = 0; person < PEOPLE; person++) {
            int first = person * rows;
            orders.add(
                    IntStream.range(first, first + rows)
                            .map(row -> streams.label()[row])
                            .boxed()
                            .toList());
        }
        assertThat(orders).hasSizeGreaterThan(5);
    }
}
