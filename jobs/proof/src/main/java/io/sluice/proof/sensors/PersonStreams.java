package io.sluice.proof.sensors;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * Windows as streams, one a person. All people were recorded at the activities in the same order
 * and for the same time, from which a filter would learn what comes next; so each person's
 * activities are put in an order by chance. Windows of an activity stay together and in order.
 *
 * @param people their numbers, rising
 * @param person of each sample: an index into {@code people}, not falling
 * @param tick of each sample within its person
 * @param label the class of each sample
 * @param window the window that each sample is
 */
public record PersonStreams(
        List<Integer> people, int[] person, long[] tick, int[] label, int[] window) {

    /** Streams of all windows. */
    public static PersonStreams of(WisdmWindows windows, long seed) {
        TreeMap<Integer, TreeMap<Integer, List<Integer>>> byPerson = new TreeMap<>();
        for (int row = 0; row < windows.size(); row++) {
            byPerson.computeIfAbsent(windows.subject()[row], p -> new TreeMap<>())
                    .computeIfAbsent(windows.label(row), c -> new ArrayList<>())
                    .add(row);
        }
        int size = windows.size();
        PersonStreams streams =
                new PersonStreams(
                        List.copyOf(byPerson.keySet()),
                        new int[size],
                        new long[size],
                        new int[size],
                        new int[size]);
        int at = 0;
        for (int person = 0; person < streams.people.size(); person++) {
            var byActivity = byPerson.get(streams.people.get(person));
            List<Integer> order = new ArrayList<>(byActivity.keySet());
            Collections.shuffle(order, new Random(seed + person));
            long tick = 0;
            for (int label : order) {
                for (int window : byActivity.get(label)) {
                    streams.person[at] = person;
                    streams.tick[at] = tick++;
                    streams.label[at] = label;
                    streams.window[at++] = window;
                }
            }
        }
        return streams;
    }

    public int size() {
        return person.length;
    }
}
