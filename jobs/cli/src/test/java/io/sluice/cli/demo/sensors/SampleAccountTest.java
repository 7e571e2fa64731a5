package io.sluice.cli.demo.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.demo.DeadLetterReader.Letter;
import io.sluice.cli.demo.sensors.SampleGrid.Sample;
import io.sluice.schemas.Event;
import io.sluice.schemas.EventCodec;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SampleAccountTest {
    private static final String ALL = "Every sample has exactly one answer.";
    private static final long START = 1_700_000_000_050L;
    private static final int PERIOD = 50;
    private static final int DEVICES = 2;
    private static final int TICKS = 3;

    private final SampleAccount account =
            new SampleAccount(new SampleGrid(DEVICES, TICKS, START, PERIOD));

    /** All but tick 1 of device 1. */
    @BeforeEach
    void answerAllButOne() {
        for (int tick = 0; tick < TICKS; tick++) {
            answer(0, tick);
        }
        answer(1, 0);
        answer(1, 2);
    }

    @Test
    void oneAnswerToEachSampleIsSound() {
        answer(1, 1);

        SampleCounts counts = account.counts();
        assertThat(counts).isEqualTo(new SampleCounts(6, 6, 0, 0, Map.of()));
        assertThat(counts.sound()).isTrue();
        assertThat(counts.verdict(ALL)).isEqualTo(ALL);
        assertThat(counts.refusal()).isEmpty();
    }

    @Test
    void anAnswerThatComesTwiceIsNotSound() {
        answer(1, 1);
        answer(1, 1);

        SampleCounts counts = account.counts();
        assertThat(counts).isEqualTo(new SampleCounts(6, 6, 1, 0, Map.of()));
        assertThat(counts.sound()).isFalse();
        assertThat(counts.verdict(ALL)).startsWith("NOT ");
    }

    @Test
    void aSampleWithNeitherAnswerNorLetterIsNotSound() {
        SampleCounts counts = account.counts();

        assertThat(counts.missing()).isEqualTo(1);
        assertThat(counts.sound()).isFalse();
        assertThat(counts.verdict(ALL)).startsWith("NOT ");
    }

    @Test
    void aSampleWhoseFramesCameTooLateIsRefused() {
        letter("device-1-1-camera", "LATE");
        letter("device-1-1-radar", "CLOCK_JUMP");
        letter("device-1-1-lidar", "LATE");

        SampleCounts counts = account.counts();
        assertThat(counts)
                .isEqualTo(new SampleCounts(6, 5, 0, 1, Map.of("LATE", 2, "CLOCK_JUMP", 1)));
        assertThat(counts.sound()).isTrue();
        assertThat(counts.verdict(ALL))
                .isEqualTo("Every sample has one answer or is a dead letter.");
        assertThat(counts.refusal())
                .contains("1 samples came too late")
                .contains("CLOCK_JUMP 1, LATE 2");
    }

    @Test
    void aSampleWithAnAnswerIsNotRefusedWhateverBecameOfItsFrames() {
        letter("device-1-1-camera", "LATE");
        answer(1, 1);
        letter("device-1-1-radar", "LATE");

        SampleCounts counts = account.counts();
        assertThat(counts).isEqualTo(new SampleCounts(6, 6, 0, 0, Map.of()));
        assertThat(counts.verdict(ALL)).isEqualTo(ALL);
    }

    @Test
    void answersAndLettersOfTicksThatNoDeviceLivedCountForNothing() {
        assertThat(account.answer("device-1@" + (START + TICKS * PERIOD))).isEmpty();
        assertThat(account.answer("device-1@" + (START - PERIOD))).isEmpty();
        assertThat(account.answer("device-1@" + (START + PERIOD + 1))).isEmpty();
        assertThat(account.answer("device-2@" + START)).isEmpty();
        assertThat(account.answer("warm-up@" + START)).isEmpty();
        letter("device-1-3-camera", "LATE");
        letter("device-2-1-camera", "LATE");
        letter("warm-up-1-camera", "LATE");

        assertThat(account.counts()).isEqualTo(new SampleCounts(6, 5, 0, 0, Map.of()));
        assertThat(account.counts().missing()).isEqualTo(1);
    }

    @Test
    void aLetterOfAnotherReasonRefusesNothing() {
        letter("device-1-1-camera", "MODEL_FAILURE");
        account.letter(new Letter("camera-0@0", "EMPTY_VALUE", "", null));

        assertThat(account.counts().missing()).isEqualTo(1);
        assertThat(account.counts().sound()).isFalse();
    }

    @Test
    void theFirstAnswerNamesItsSample() {
        assertThat(account.answer("device-1@" + (START + PERIOD))).contains(new Sample(1, 1));
        assertThat(account.answer("device-1@" + (START + PERIOD))).isEmpty();
    }

    @Test
    void summariesSayAsJsonWhatWasRefusedAndWhy() {
        letter("device-1-1-camera", "LATE");

        JsonNode json =
                new ObjectMapper()
                        .valueToTree(
                                new SensorDemoSummary(
                                        DEVICES,
                                        TICKS,
                                        account.counts(),
                                        1,
                                        1,
                                        1,
                                        1,
                                        1,
                                        0,
                                        0,
                                        0,
                                        Map.of()));
        assertThat(json.path("answers").asInt()).isEqualTo(5);
        assertThat(json.path("duplicates").asInt(-1)).isZero();
        assertThat(json.path("refused").asInt()).isEqualTo(1);
        assertThat(json.path("refusedFrames").path("LATE").asInt()).isEqualTo(1);
    }

    private void answer(int device, int tick) {
        account.answer("device-" + device + "@" + (START + tick * PERIOD));
    }

    private void letter(String frameId, String reason) {
        byte[] frame =
                EventCodec.encode(
                        new Event(
                                frameId,
                                null,
                                START,
                                List.of(),
                                OptionalLong.empty(),
                                OptionalLong.empty()));
        account.letter(new Letter("camera-0@0", reason, "", frame));
    }
}
