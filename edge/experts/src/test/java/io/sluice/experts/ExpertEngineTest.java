package io.sluice.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.energy.EnergyMeter;
import io.sluice.energy.PowerModel;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExpertEngineTest {
    private static final long SECONDS_30 = 30_000_000;
    private static final EnergyMeter METER =
            new EnergyMeter(List.of(), new PowerModel(2, 12), 2, System::nanoTime);

    private final ScriptedExpert small = new ScriptedExpert("small", 1);
    private final ScriptedExpert large = new ScriptedExpert("large", 2);
    private final Replies replies = new Replies();

    @Test
    void answersWithTheLogitsOfTheExpertThatIsAsked() throws Exception {
        try (ExpertEngine engine = engine(4, 16, 2)) {
            engine.ask(request("a", "large", 3), replies);

            ExpertReply reply = replies.next();

            assertThat(reply.status()).isEqualTo(Status.OK);
            assertThat(reply.logits()).isEqualTo(Tensor.ofFloats(new int[] {2}, 6, -6));
            assertThat(reply.device()).isEqualTo("edge-1");
            assertThat(reply.bundle()).isEqualTo("hash-of-large");
        }
    }

    @Test
    void anotherBundleIsRefused() throws Exception {
        try (ExpertEngine engine = engine(4, 16, 2)) {
            engine.ask(withBundle("a", "hash-of-large"), replies);
            engine.ask(withBundle("b", "hash-of-small"), replies);

            Map<String, ExpertReply> all = replies.await(2);

            assertThat(all.get("a").status()).isEqualTo(Status.WRONG_BUNDLE);
            assertThat(all.get("a").message())
                    .isEqualTo("expert 'small' is bundle hash-of-small, not hash-of-large");
            assertThat(all.get("b").status()).isEqualTo(Status.OK);
        }
    }

    @Test
    void anExpertThatIsNotHostedIsNamed() throws Exception {
        try (ExpertEngine engine = engine(4, 16, 2)) {
            engine.ask(request("a", "medium", 3), replies);

            assertThat(replies.next())
                    .returns(Status.UNKNOWN_EXPERT, ExpertReply::status)
                    .returns("no expert 'medium'; hosted: [small, large]", ExpertReply::message);
        }
    }

    @Test
    void inputsOfAnotherKindAreRefusedByName() throws Exception {
        try (ExpertEngine engine = engine(4, 16, 2)) {
            engine.ask(withInput("a", "y", 1, 2), replies);
            engine.ask(withInput("b", "x", 1, 2, 3), replies);

            Map<String, ExpertReply> all = replies.await(2);

            assertThat(all.get("a").status()).isEqualTo(Status.FAILED);
            assertThat(all.get("a").message()).isEqualTo("no input 'x'; expected x: FLOAT32[N, 2]");
            assertThat(all.get("b").message())
                    .isEqualTo("input 'x' is FLOAT32[3]; expected x: FLOAT32[N, 2]");
        }
    }

    @Test
    void aRequestWhoseBudgetIsOverIsNotComputed() throws Exception {
        try (ExpertEngine engine = engine(4, 16, 2)) {
            engine.ask(request("old", "small", 1), SECONDS_30, replies);
            assertThat(replies.next().status()).isEqualTo(Status.EXPIRED);

            small.hold();
            engine.ask(request("first", "small", 1), replies);
            small.awaitRun();
            engine.ask(ScriptedExpert.request("late", "small", 1, 1), replies);
            small.release();

            assertThat(replies.await(3).get("late").status()).isEqualTo(Status.EXPIRED);
            assertThat(small.batches).hasSize(warmRuns() + 2);
        }
    }

    @Test
    void aFullQueueRefuses() throws Exception {
        try (ExpertEngine engine = engine(1, 2, 2)) {
            small.hold();
            engine.ask(request("running", "small", 1), replies);
            small.awaitRun();
            engine.ask(request("waits", "small", 1), replies);
            engine.ask(request("waits too", "large", 1), replies);
            engine.ask(request("refused", "small", 1), replies);

            ExpertReply refused = replies.next();

            assertThat(refused.requestId()).isEqualTo("refused");
            assertThat(refused.status()).isEqualTo(Status.OVERLOADED);
            assertThat(engine.status().queued()).isEqualTo(2);
            small.release();
            assertThat(replies.await(4).values())
                    .filteredOn(reply -> reply.status() == Status.OK)
                    .hasSize(3);
        }
    }

    @Test
    void onlyTheRequestThatTheModelFailsOnFails() throws Exception {
        try (ExpertEngine engine = engine(8, 16, 2)) {
            small.hold();
            engine.ask(request("first", "small", 0), replies);
            small.awaitRun();
            for (int i = 1; i <= 5; i++) {
                engine.ask(request("r" + i, "small", i), replies);
            }
            engine.ask(request("poisoned", "small", ScriptedExpert.POISON), replies);
            engine.ask(request("not finite", "small", ScriptedExpert.NOT_FINITE), replies);
            small.release();

            Map<String, ExpertReply> all = replies.await(8);

            assertThat(all.get("poisoned").status()).isEqualTo(Status.FAILED);
            assertThat(all.get("poisoned").message()).isEqualTo("poisoned");
            assertThat(all.get("not finite").message()).isEqualTo("a logit is not a finite number");
            for (int i = 1; i <= 5; i++) {
                assertThat(all.get("r" + i).logits())
                        .isEqualTo(Tensor.ofFloats(new int[] {2}, i, -i));
            }
        }
    }

    @Test
    void anErrorIsAnAnswerAndTheEngineGoesOn() throws Exception {
        try (ExpertEngine engine = engine(8, 16, 2)) {
            engine.ask(request("a", "small", ScriptedExpert.CRASH), replies);
            assertThat(replies.next())
                    .returns(Status.FAILED, ExpertReply::status)
                    .returns(
                            "java.lang.UnsatisfiedLinkError: no native library",
                            ExpertReply::message);

            engine.ask(request("b", "small", 1), replies);
            assertThat(replies.next().status()).isEqualTo(Status.OK);
            assertThat(engine.fault()).isEmpty();
        }
    }

    @Test
    void aDeadEngineAnswersAndHostsNothing() throws Exception {
        try (ExpertEngine engine = engine(1, 16, 2)) {
            small.hold();
            engine.ask(request("running", "small", 1), replies);
            small.awaitRun();
            engine.ask(request("waits", "large", 1), replies);
            small.isGone = true;
            small.release();

            Map<String, ExpertReply> all = replies.await(2);

            assertThat(all.get("running").status()).isEqualTo(Status.FAILED);
            assertThat(all.get("waits").message())
                    .isEqualTo("the engine has died: java.lang.IllegalStateException: gone");
            engine.ask(request("after", "large", 1), replies);
            assertThat(replies.next().status()).isEqualTo(Status.FAILED);
            assertThat(engine.fault()).startsWith("the engine has died");
            assertThat(engine.status().experts()).isEmpty();
            assertThat(engine.completingMicros("large", "")).isInfinite();
        }
    }

    @Test
    void aColdFirstRunSaysNothingOfOthers() {
        small.coldMillis = 400;
        try (ExpertEngine engine = engine(4, 16, 2)) {
            HostedExpert status = engine.status().experts().get(0);

            assertThat(status.loadMicros()).isGreaterThanOrEqualTo(400_000);
            assertThat(status.p99Micros()).isLessThan(400_000);
        }
    }

    @Test
    void anExpertThatNobodyAsksIsTimed() throws Exception {
        try (ExpertEngine engine = engine(4, 16, 2)) {
            small.hold();
            small.awaitRun();
            small.release();
            engine.ask(request("a", "small", 1), replies);

            assertThat(replies.next().status()).isEqualTo(Status.OK);
        }
    }

    @Test
    void aStretchedBatchEndsWithTheEngineOrTheStretch() throws Exception {
        small.runMillis = 200;
        try (ExpertEngine engine = engine(1, 16, 2)) {
            engine.slowDown(1_000);
            small.hold();
            engine.ask(request("a", "small", 1), replies);
            small.awaitRun();
            small.release();
            engine.slowDown(1);
            assertThat(replies.next().computeMicros()).isLessThan(100_000_000);

            engine.slowDown(1_000);
            small.hold();
            engine.ask(request("b", "small", 1), replies);
            small.awaitRun();
            small.release();
        }
        assertThat(replies.await(2).get("b").status()).isEqualTo(Status.OK);
    }

    @Test
    void requestsOfOneExpertAreComputedTogether() throws Exception {
        try (ExpertEngine engine = engine(4, 64, 2)) {
            small.hold();
            engine.ask(request("first", "small", 0), replies);
            small.awaitRun();
            small.batches.clear();
            large.batches.clear();
            for (int i = 0; i < 8; i++) {
                engine.ask(request("r" + i, i % 2 == 0 ? "small" : "large", i), replies);
            }
            small.release();
            replies.await(9);

            assertThat(small.batches).containsExactly(1, 4);
            assertThat(large.batches).containsExactly(4);
        }
    }

    @Test
    void answersDoNotDependOnWhatIsInMemory() throws Exception {
        Map<String, Tensor> expected = new HashMap<>();
        for (int slots = 4; slots >= 1; slots--) {
            List<ExpertModel> experts =
                    IntStream.range(0, 4)
                            .<ExpertModel>mapToObj(i -> new ScriptedExpert("e" + i, i + 1))
                            .toList();
            Replies all = new Replies();
            try (ExpertEngine engine =
                    new ExpertEngine("d", experts, new EngineSettings(3, 500, slots), METER)) {
                Random random = new Random(7);
                for (int i = 0; i < 300; i++) {
                    String expert = "e" + random.nextInt(4);
                    engine.ask(request("r" + i, expert, random.nextInt(100)), all);
                }
                Map<String, Tensor> answers = new HashMap<>();
                all.await(300).forEach((id, reply) -> answers.put(id, reply.logits()));
                assertThat(answers).doesNotContainValue(null);
                if (expected.isEmpty()) {
                    expected.putAll(answers);
                    assertThat(engine.loads()).isZero();
                }
                assertThat(answers).as("%d slots", slots).isEqualTo(expected);
            }
        }
    }

    /** In the order of arrival every second request had needed a load. */
    @Test
    void aKnownQueueIsServedWithFewLoads() throws Exception {
        List<ScriptedExpert> experts =
                IntStream.range(0, 5).mapToObj(i -> new ScriptedExpert("e" + i, i)).toList();
        try (ExpertEngine engine =
                new ExpertEngine(
                        "d", new ArrayList<>(experts), new EngineSettings(2, 500, 2), METER)) {
            experts.get(0).hold();
            engine.ask(request("first", "e0", 0), replies);
            experts.get(0).awaitRun();
            for (int i = 0; i < 100; i++) {
                engine.ask(request("r" + i, "e" + i % 5, i), replies);
            }
            experts.get(0).release();
            replies.await(101);

            // How far those in memory get during a load is the machine's doing.
            assertThat(engine.loads()).isBetween(3L, 6L);
        }
    }

    @Test
    void theNextExpertIsLoadedWhileABatchRuns() throws Exception {
        List<ScriptedExpert> experts =
                IntStream.range(0, 3).mapToObj(i -> new ScriptedExpert("e" + i, i)).toList();
        try (ExpertEngine engine =
                new ExpertEngine(
                        "d", new ArrayList<>(experts), new EngineSettings(1, 500, 2), METER)) {
            experts.get(0).hold();
            engine.ask(request("running", "e0", 0), replies);
            experts.get(0).awaitRun();
            engine.ask(request("waits", "e0", 0), replies);
            engine.ask(request("next", "e2", 0), replies);
            experts.get(0).release();
            replies.await(3);

            assertThat(engine.loads()).isEqualTo(1);
            assertThat(experts.get(1).closed).hasValue(1);
            assertThat(experts.get(0).closed).hasValue(0);
        }
    }

    @Test
    void anExpertThatCannotBeOpenedAgainFailsItsRequestsAlone() throws Exception {
        try (ExpertEngine engine = engine(1, 16, 1)) {
            large.refusal = new IllegalStateException("no memory left");
            engine.ask(request("a", "large", 1), replies);
            assertThat(replies.next())
                    .returns(Status.FAILED, ExpertReply::status)
                    .returns(
                            "expert 'large' cannot be opened: no memory left",
                            ExpertReply::message);

            engine.ask(request("b", "small", 1), replies);
            assertThat(replies.next().status()).isEqualTo(Status.OK);
        }
    }

    @Test
    void whatWaitsAtTheEndIsAnswered() throws Exception {
        ExpertEngine engine = engine(1, 16, 2);
        small.hold();
        engine.ask(request("running", "small", 1), replies);
        small.awaitRun();
        engine.ask(request("waits", "small", 1), replies);
        Thread closing = new Thread(engine::close);
        closing.start();
        ExpertReply refused;
        do {
            Replies after = new Replies();
            engine.ask(request("after", "medium", 1), after);
            refused = after.next();
        } while (refused.status() != Status.UNKNOWN_EXPERT);
        small.release();
        closing.join();

        assertThat(replies.await(2).get("running").status()).isEqualTo(Status.OK);
        assertThat(replies.await(2).get("waits").requestId()).isEqualTo("waits");
        Replies after = new Replies();
        engine.ask(request("after", "small", 1), after);
        assertThat(after.next())
                .returns(Status.FAILED, ExpertReply::status)
                .returns("the engine is closed", ExpertReply::message);
        engine.close();
    }

    @Test
    void theStatusSaysWhatIsHosted() throws Exception {
        try (ExpertEngine engine = engine(4, 16, 1)) {
            EngineStatus status = engine.status();

            assertThat(status.experts())
                    .extracting(HostedExpert::name)
                    .containsExactly("small", "large");
            assertThat(status.experts())
                    .extracting(HostedExpert::loaded)
                    .containsExactly(true, false);
            assertThat(status.experts().get(0).p50Micros())
                    .isLessThanOrEqualTo(status.experts().get(0).p95Micros());
            assertThat(status.experts().get(1).multiplyAdds()).isEqualTo(2);
            assertThat(status.queued()).isZero();
        }
    }

    @Test
    void energyIsTimeTimesTheActivePowerAboveIdle() throws Exception {
        try (ExpertEngine engine = engine(4, 16, 2)) {
            engine.slowDown(2);
            engine.ask(request("a", "small", 1), replies);

            ExpertReply reply = replies.next();

            assertThat(reply.energy()).isEqualTo(Provenance.ESTIMATED);
            assertThat(reply.joules()).isCloseTo(reply.computeMicros() * 1e-5, within(1e-12));
        }
    }

    @Test
    void aSlowedEngineTakesLonger() throws Exception {
        ScriptedExpert busy = new ScriptedExpert("busy", 1);
        try (ExpertEngine engine =
                new ExpertEngine("d", List.of(busy), new EngineSettings(1, 4, 1), METER)) {
            busy.hold();
            engine.slowDown(20);
            long start = System.nanoTime();
            engine.ask(request("a", "busy", 1), replies);
            busy.awaitRun();
            busy.release();

            long computed = replies.next().computeMicros();

            assertThat(computed).isLessThanOrEqualTo((System.nanoTime() - start) / 1_000);
            assertThat(engine.status().experts().get(0).p99Micros())
                    .isGreaterThanOrEqualTo(computed);
        }
        for (double wrong : new double[] {0.5, 1_001, Double.NaN, Double.POSITIVE_INFINITY}) {
            try (ExpertEngine engine = engine(1, 1, 1)) {
                assertThatThrownBy(() -> engine.slowDown(wrong))
                        .hasMessage("expected a factor from 1 to 1000, found " + wrong);
            }
        }
    }

    @Test
    void twoExpertsOfOneNameAreRefused() {
        assertThatThrownBy(
                        () ->
                                new ExpertEngine(
                                        "d",
                                        List.of(small, small),
                                        EngineSettings.defaults(),
                                        METER))
                .hasMessage("there are two experts 'small'");
        assertThat(small.closed.get()).isEqualTo(small.opened.get());
    }

    private ExpertEngine engine(int maxBatch, int maxQueue, int slots) {
        return new ExpertEngine(
                "edge-1",
                List.of(small, large),
                new EngineSettings(maxBatch, maxQueue, slots),
                METER);
    }

    private static int warmRuns() {
        return Lane.WARM_RUNS;
    }

    private static ExpertRequest request(String id, String expert, float value) {
        return ScriptedExpert.request(id, expert, value, SECONDS_30);
    }

    private static ExpertRequest withBundle(String id, String bundle) {
        ExpertRequest request = request(id, "small", 1);
        return new ExpertRequest(id, "small", bundle, "", request.inputs(), 0, SECONDS_30);
    }

    private static ExpertRequest withInput(String id, String name, float... values) {
        NamedTensor input =
                new NamedTensor(name, Tensor.ofFloats(new int[] {values.length}, values));
        return new ExpertRequest(id, "small", "", "", List.of(input), 0, SECONDS_30);
    }
}
