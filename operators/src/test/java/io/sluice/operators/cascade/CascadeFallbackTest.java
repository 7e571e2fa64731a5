package io.sluice.operators.cascade;

import static io.sluice.operators.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.guard.ShadowSampling;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.testkit.ManualTimer;
import io.sluice.kernel.testkit.PlainKernels;
import io.sluice.kernel.testkit.PlainScript;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.operators.Answer;
import io.sluice.operators.BundleOpener;
import io.sluice.operators.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cascade whose provider lacks an operator, or whose device is lost in mid-run. */
class CascadeFallbackTest {
    private static PlainScript fast;
    private static PlainScript steady;
    private static ManualTimer timer;
    private static BundleHost host;

    @BeforeEach
    void start() {
        fast = new PlainScript();
        steady = new PlainScript();
        timer = new ManualTimer();
        host =
                new BundleHost(
                        List.of(new PlainKernels("fast", fast), new PlainKernels("steady", steady)),
                        timer);
    }

    @AfterEach
    void nothingStaysOpen() {
        timer.advance(Duration.ZERO);
        assertThat(host.leases()).isZero();
        assertThat(fast.closed()).isEqualTo(fast.opened());
        assertThat(steady.closed()).isEqualTo(steady.opened());
    }

    @Test
    void theEventsOfABatchThatWasTakenOverSaySo() throws Exception {
        try (CascadeFixture cascade = cascade(CascadeFixture.FREE)) {
            cascade.send(event("before", "k", 1, 200));
            cascade.harness.prepareSnapshotPreBarrier(1);
            fast.loseDeviceOnRun(1);
            cascade.send(event("early", "k", 2, 200), event("deep", "k", 3, 50));
            cascade.harness.prepareSnapshotPreBarrier(2);

            assertThat(decisions(cascade))
                    .containsExactlyInAnyOrder(
                            "before 0 EXIT fast/java",
                            "early 0 PROVIDER_FALLBACK steady/java",
                            "deep 2 PROVIDER_FALLBACK steady/java");
            assertThat(cascade.deadLetters()).isEmpty();
        }
    }

    @Test
    void whatTheExitDoesNotTellComesBeforeTheFallback() throws Exception {
        try (CascadeFixture cascade = cascade(CascadeFixture.FREE)) {
            fast.loseDeviceOnRun(1);
            cascade.send(
                    event("late", "k", 1, 10, OptionalLong.of(900), Events.thresholds()),
                    event("guarded", "k", 2, 190, OptionalLong.empty(), Events.guarded(1)));
            cascade.harness.prepareSnapshotPreBarrier(1);

            assertThat(decisions(cascade))
                    .containsExactlyInAnyOrder(
                            "late 0 DEADLINE steady/java", "guarded 1 GUARDED steady/java");
        }
    }

    @Test
    void itComesBackAndTheEventsSayThatToo() throws Exception {
        try (CascadeFixture cascade = cascade(CascadeFixture.FREE)) {
            fast.loseDeviceOnRun(1);
            cascade.send(event("lost", "k", 1, 200));
            cascade.harness.prepareSnapshotPreBarrier(1);
            fast.bringBack();

            timer.advance(Duration.ofSeconds(1));
            cascade.send(event("back", "k", 2, 200));
            cascade.harness.prepareSnapshotPreBarrier(2);

            assertThat(decisions(cascade))
                    .containsExactly(
                            "lost 0 PROVIDER_FALLBACK steady/java", "back 0 EXIT fast/java");
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void noEventIsLostOrDoubledAndResultsAreEqual(long seed) throws Exception {
        List<String> undisturbed = answers(seed, false);

        assertThat(answers(seed, true)).isEqualTo(undisturbed).hasSize(500);
        assertThat(steady.runs()).isPositive();
    }

    /** Answers by event, less their reasons, of a stream during which the device comes and goes. */
    private static List<String> answers(long seed, boolean disturbed) throws Exception {
        Random random = new Random(seed);
        TreeMap<String, String> answers = new TreeMap<>();
        try (CascadeFixture cascade = cascade(CascadeFixture.BY_KEY)) {
            for (int i = 0; i < 500; i++) {
                if (disturbed && i % 50 == 20) {
                    fast.loseDeviceOnRun(1);
                } else if (disturbed && i % 50 == 40) {
                    fast.bringBack();
                    timer.advance(Duration.ofMinutes(5));
                }
                cascade.send(event("e" + i, "k" + i % 3, i, random.nextInt(256)));
            }
            cascade.harness.prepareSnapshotPreBarrier(1);
            for (Answer answer : cascade.answers()) {
                var prediction = answer.prediction();
                String said =
                        prediction.decision().exit() + " " + prediction.probabilities().floatAt(3);
                assertThat(answers.put(prediction.eventId(), said)).isNull();
            }
            assertThat(cascade.deadLetters()).isEmpty();
        }
        return answers.entrySet().stream().map(Object::toString).toList();
    }

    @Test
    void aPoisonEventIsStillFoundWhileTheDeviceIsLost() throws Exception {
        try (CascadeFixture cascade = cascade(CascadeFixture.FREE)) {
            fast.loseDeviceOnRun(1);
            steady.failOnMarker(201);
            cascade.send(event("a", "k", 1, 200), event("poison", "k", 2, 201));
            cascade.harness.prepareSnapshotPreBarrier(1);

            assertThat(decisions(cascade)).containsExactly("a 0 PROVIDER_FALLBACK steady/java");
            assertThat(cascade.deadLetters()).hasSize(1);
        }
    }

    @Test
    void aStageThatTheProviderLacksAnOperatorForRunsElsewhere() throws Exception {
        fast.lackOperatorsOf("stage2");
        try (CascadeFixture cascade = cascade(CascadeFixture.FREE)) {
            cascade.send(event("first", "k", 1, 200), event("second", "k", 2, 100));
            cascade.harness.prepareSnapshotPreBarrier(1);

            assertThat(decisions(cascade))
                    .containsExactlyInAnyOrder(
                            "first 0 EXIT fast/java", "second 1 EXIT steady/java");
        }
    }

    private static CascadeFixture cascade(CascadeOptions options) throws Exception {
        return new CascadeFixture(options, ShadowSampling.NONE, new Opener());
    }

    private static List<String> decisions(CascadeFixture cascade) {
        List<String> decisions = new ArrayList<>();
        for (Answer answer : cascade.answers()) {
            var decision = answer.prediction().decision();
            decisions.add(
                    String.join(
                            " ",
                            answer.prediction().eventId(),
                            String.valueOf(decision.exit()),
                            decision.reason(),
                            decision.provider()));
        }
        return decisions;
    }

    private static final class Opener implements BundleOpener {
        private static final long serialVersionUID = 1L;

        @Override
        public ActiveBundle open() {
            return host.acquire(TestBundles.ladder().open(), "fast", null);
        }
    }
}
