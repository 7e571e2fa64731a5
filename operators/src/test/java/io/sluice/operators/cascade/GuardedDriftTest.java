package io.sluice.operators.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gates.EpochTable;
import io.sluice.gates.JobGroup;
import io.sluice.gates.Policy;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.PolicyShape;
import io.sluice.gates.Prices;
import io.sluice.gates.guard.ShadowResult;
import io.sluice.gates.guard.ShadowSampling;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.operators.guard.ControlSigning;
import io.sluice.operators.guard.GuardFunction;
import io.sluice.schemas.ControlEnvelope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The shipped bundle under its own policy, which promises a bound, on images of a camera that goes
 * bad. The cascade, guard and epoch table are the job's; the control topic between them is a method
 * call after every 64 events. Every event gets a shadow run, so what is counted are shadow runs: at
 * a fraction f they are spread over 1/f times as many events.
 */
class GuardedDriftTest {
    /** Of the camera that goes bad, in grey levels. */
    private static final double NOISE = 60;

    private static final int CHUNK = 64;

    /** Shadow runs that the guard may take to its last level; 320 when this was written. */
    private static final int REACTION = 1000;

    private static final CascadeOptions OPTIONS =
            new CascadeOptions(
                    CHUNK,
                    Duration.ofMillis(10),
                    CascadeOptions.Ordering.FREE,
                    false,
                    false,
                    List.of());

    private final Bundle bundle = SampleImages.bundle();
    private SampleImages images;
    private CascadeFixture cascade;
    private KeyedOneInputStreamOperatorTestHarness<String, ShadowResult, ControlEnvelope> guard;
    private EpochTable epochs;
    private PolicyEpoch first;
    private double bound;
    private int sent;

    @BeforeEach
    void open() throws Exception {
        images = SampleImages.read();
        Policy policy = bundle.firstPolicy();
        bound = policy.guarantee().orElseThrow().maxDisagreement();
        first = PolicyEpoch.of(0, Long.MIN_VALUE, policy.document(), Prices.NONE);
        epochs = new EpochTable(bundle.hash(), PolicyShape.ladder(3), List.of(first));
        cascade = new CascadeFixture(OPTIONS, new ShadowSampling(1, 0), new SampleImages.Opener());
        guard =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(
                                new GuardFunction(ControlSigning.NONE, true, JobGroup.ALONE)),
                        ShadowResult::scope,
                        Types.STRING);
        guard.open();
    }

    @AfterEach
    void close() throws Exception {
        guard.close();
        cascade.close();
    }

    @Test
    void theGuardKeepsThePromiseThatTheRuleAloneBreaks() throws Exception {
        double clean = run(false, 2000, true);
        assertThat(clean).isLessThan(bound);
        assertThat(epochs.newest().guardLevel()).isZero();

        List<Integer> levelAt = new ArrayList<>();
        int sinceDrift = 0;
        int quiet = 0;
        int level = 0;
        while (quiet < 4000) {
            run(true, CHUNK, true);
            sinceDrift += CHUNK;
            quiet += CHUNK;
            if (epochs.newest().guardLevel() > level) {
                level = epochs.newest().guardLevel();
                levelAt.add(sinceDrift);
                quiet = 0;
            }
        }
        double guarded = run(true, 4000, true);
        double unguarded = run(true, 4000, false);
        System.out.printf(
                "disagreement on clean images %.4f, on noisy ones alone %.4f, guarded %.4f;"
                        + " levels after %s shadow runs; bound %.4f%n",
                clean, unguarded, guarded, levelAt, bound);
        assertThat(level).isPositive();
        assertThat(levelAt.get(levelAt.size() - 1)).isLessThanOrEqualTo(REACTION);
        assertThat(unguarded).isGreaterThan(bound);
        assertThat(guarded).isLessThanOrEqualTo(bound);
    }

    /** Runs events and gives back in what share of them the answer was not the full model's. */
    private double run(boolean isDrifted, int count, boolean isGuarded) throws Exception {
        int disagreed = 0;
        for (int from = 0; from < count; from += CHUNK) {
            for (int i = 0; i < CHUNK; i++, sent++) {
                byte[] image = isDrifted ? images.noisy(sent, NOISE) : images.clean(sent);
                cascade.send(
                        SampleImages.event(sent, image, isGuarded ? epochs.inForce(sent) : first));
            }
            cascade.harness.prepareSnapshotPreBarrier(sent);
            for (ShadowResult result : cascade.shadows()) {
                disagreed += result.agreed() ? 0 : 1;
                if (isGuarded) {
                    guard.processElement(new StreamRecord<>(result));
                }
            }
            cascade.forget();
            comeBack();
        }
        return (double) disagreed / count;
    }

    /** What the control topic does. */
    private void comeBack() throws Exception {
        Queue<Object> messages = guard.getOutput();
        for (Object message = messages.poll(); message != null; message = messages.poll()) {
            epochs.apply((ControlEnvelope) ((StreamRecord<?>) message).getValue());
        }
    }
}
