package io.sluice.cli.demo.sensors;

import io.sluice.cli.demo.DeadLetterReader.Letter;
import io.sluice.cli.demo.sensors.SampleGrid.Sample;
import io.sluice.schemas.EventCodec;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.ReasonCode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What became of each sample of a fleet: it has an answer, or it was refused, which is that it has
 * none and that frames of it are dead letters because they came too late to be joined.
 *
 * <p><b>Owned state:</b> the ids of all answers, the samples they are to, and those of the letters.
 * <b>Threading:</b> may be used by several threads at a time.
 */
public final class SampleAccount {
    private static final Set<String> TOO_LATE =
            Set.of(ReasonCode.LATE.name(), ReasonCode.CLOCK_JUMP.name());

    private final SampleGrid grid;
    private final Set<String> answerIds = new HashSet<>();
    private final Set<Sample> answered = new HashSet<>();
    private final Map<Sample, Map<String, Integer>> lateFrames = new HashMap<>();
    private int duplicates;

    public SampleAccount(SampleGrid grid) {
        this.grid = grid;
    }

    /**
     * Takes an answer.
     *
     * @return the sample that it is the first answer to; empty when it is a further one, or that of
     *     no sample that a device lived, as when it says that all sensors have fallen silent
     */
    public synchronized Optional<Sample> answer(String eventId) {
        if (!answerIds.add(eventId)) {
            duplicates++;
            return Optional.empty();
        }
        Optional<Sample> sample = grid.ofAnswer(eventId);
        sample.ifPresent(answered::add);
        return sample;
    }

    /** Takes a dead letter, which need not be of a frame. */
    public synchronized void letter(Letter letter) {
        if (!TOO_LATE.contains(letter.reason())) {
            return;
        }
        try {
            grid.ofFrame(EventCodec.decode(letter.value()).id())
                    .ifPresent(
                            sample ->
                                    lateFrames
                                            .computeIfAbsent(sample, s -> new TreeMap<>())
                                            .merge(letter.reason(), 1, Integer::sum));
        } catch (MalformedException e) {
            throw new IllegalStateException(
                    "the dead letter from " + letter.place() + " is no frame: " + e.getMessage(),
                    e);
        }
    }

    public synchronized SampleCounts counts() {
        int refused = 0;
        Map<String, Integer> refusedFrames = new TreeMap<>();
        for (Map.Entry<Sample, Map<String, Integer>> late : lateFrames.entrySet()) {
            if (!answered.contains(late.getKey())) {
                refused++;
                late.getValue().forEach((why, n) -> refusedFrames.merge(why, n, Integer::sum));
            }
        }
        return new SampleCounts(
                grid.samples(), answered.size(), duplicates, refused, refusedFrames);
    }
}
