package io.sluice.benchmarks.cascade;

import io.sluice.benchmarks.endtoend.AnswerReader;
import io.sluice.benchmarks.endtoend.Topics;
import io.sluice.benchmarks.events.ImageRecords;
import io.sluice.schemas.DecisionRecord;
import io.sluice.schemas.Prediction;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** The answers of a run in which the policy was swapped: what is missing, twice or mixed. */
final class SwapAnswers {
    private final ImageRecords images;
    private final List<ExitsOfImages> policies;
    private final BitSet answered = new BitSet();
    private final long[] writtenMillis;
    private final long[] epochs;
    private long duplicated;
    private long mixed;

    /**
     * @param sent how many events were sent
     * @param policies by turn: epoch e has that of e modulo their number
     */
    SwapAnswers(ImageRecords images, int sent, List<ExitsOfImages> policies) {
        this.images = images;
        this.policies = policies;
        this.writtenMillis = new long[sent];
        this.epochs = new long[sent];
    }

    void read(AnswerReader answers) {
        answers.read(
                (record, inWindow) ->
                        count(ImageAnswers.decode(record.value()), record.timestamp()));
    }

    private void count(Prediction prediction, long timestamp) {
        int sequence = (int) ImageRecords.sequenceOf(prediction.eventId());
        if (answered.get(sequence)) {
            duplicated++;
            return;
        }
        answered.set(sequence);
        DecisionRecord decision = prediction.decision();
        writtenMillis[sequence] = timestamp;
        epochs[sequence] = decision.epoch();
        ExitsOfImages policy = policies.get((int) (decision.epoch() % policies.size()));
        boolean isOfItsPolicy =
                decision.policyVersion().equals(policy.name())
                        && policy.agrees(images.imageOf(sequence), decision.exit());
        mixed += isOfItsPolicy ? 0 : 1;
    }

    /** Events without an answer. */
    long lost() {
        return writtenMillis.length - answered.cardinality();
    }

    /** Answers beyond the first of an event. */
    long duplicated() {
        return duplicated;
    }

    /** Answers whose version or exit is not that of the policy of their epoch. */
    long mixed() {
        return mixed;
    }

    /** Events under an older epoch than one before them in their partition. */
    long backwards() {
        long[] newest = new long[Topics.PARTITIONS];
        long backwards = 0;
        for (int i = answered.nextSetBit(0); i >= 0; i = answered.nextSetBit(i + 1)) {
            int partition = i % Topics.PARTITIONS;
            backwards += epochs[i] < newest[partition] ? 1 : 0;
            newest[partition] = Math.max(newest[partition], epochs[i]);
        }
        return backwards;
    }

    /** How many epochs have answers. */
    long epochsSeen() {
        return answered.stream().mapToLong(i -> epochs[i]).distinct().count();
    }

    boolean isAnswered(int sequence) {
        return answered.get(sequence);
    }

    /** When the broker wrote an answer, milliseconds since the epoch. */
    long writtenMillis(int sequence) {
        return writtenMillis[sequence];
    }

    /** When the first answer under an epoch was written, milliseconds since the epoch. */
    long firstWritten(long epoch) {
        long first = Long.MAX_VALUE;
        for (int i = answered.nextSetBit(0); i >= 0; i = answered.nextSetBit(i + 1)) {
            first = epochs[i] == epoch ? Math.min(first, writtenMillis[i]) : first;
        }
        return first;
    }

    /** A policy by name, and where it let each image leave in a run of its own. */
    static final class ExitsOfImages {
        private static final int UNKNOWN = -2;

        private final String name;
        private final int[] exits;

        ExitsOfImages(String name, int images) {
            this.name = name;
            this.exits = new int[images];
            Arrays.fill(exits, UNKNOWN);
        }

        String name() {
            return name;
        }

        void see(int image, int exit) {
            exits[image] = exit;
        }

        /** Whether an image leaves here under this policy; also where it was never seen. */
        boolean agrees(int image, int exit) {
            return !isSeen(image) || exits[image] == exit;
        }

        /** How many images leave elsewhere under another policy, of those seen under both. */
        long differing(ExitsOfImages other) {
            long differing = 0;
            for (int image = 0; image < exits.length; image++) {
                boolean differs = isSeen(image) && !other.agrees(image, exits[image]);
                differing += differs ? 1 : 0;
            }
            return differing;
        }

        /** How many images were not seen under both: nothing tells whether they leave elsewhere. */
        long unseen(ExitsOfImages other) {
            long unseen = 0;
            for (int image = 0; image < exits.length; image++) {
                unseen += isSeen(image) && other.isSeen(image) ? 0 : 1;
            }
            return unseen;
        }

        private boolean isSeen(int image) {
            return exits[image] != UNKNOWN;
        }
    }
}
