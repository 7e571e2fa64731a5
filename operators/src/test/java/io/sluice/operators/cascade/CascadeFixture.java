package io.sluice.operators.cascade;

import io.sluice.gates.guard.ShadowResult;
import io.sluice.gates.guard.ShadowSampling;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.testkit.PlainKernels;
import io.sluice.kernel.testkit.PlainScript;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.operators.Admitted;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.Answer;
import io.sluice.operators.BundleOpener;
import io.sluice.operators.DeadLetters;
import io.sluice.operators.budget.BudgetOptions;
import io.sluice.operators.budget.TaskStatuses;
import io.sluice.operators.guard.ShadowResults;
import io.sluice.operators.serialization.AdmittedSerializer;
import io.sluice.operators.serialization.AnswerSerializer;
import io.sluice.schemas.DeadLetter;
import io.sluice.schemas.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** A cascade over the test ladder in Flink's harness, with kernels in plain Java. */
final class CascadeFixture implements AutoCloseable {
    static final CascadeOptions FREE =
            new CascadeOptions(
                    4,
                    Duration.ofMillis(10),
                    CascadeOptions.Ordering.FREE,
                    false,
                    false,
                    List.of("traceparent"));
    static final CascadeOptions BY_KEY =
            new CascadeOptions(
                    4, Duration.ofMillis(10), CascadeOptions.Ordering.KEY, true, true, List.of());

    final OneInputStreamOperatorTestHarness<Admitted, Answer> harness;

    CascadeFixture(CascadeOptions options) throws Exception {
        this(options, ShadowSampling.NONE);
    }

    CascadeFixture(CascadeOptions options, ShadowSampling sampling) throws Exception {
        this(options, sampling, new Opener());
    }

    CascadeFixture(CascadeOptions options, ShadowSampling sampling, BundleOpener opener)
            throws Exception {
        this(options, sampling, opener, null);
    }

    /** A cascade restored from a state, or a new one for null. */
    CascadeFixture(
            CascadeOptions options,
            ShadowSampling sampling,
            BundleOpener opener,
            OperatorSubtaskState state)
            throws Exception {
        this(options, sampling, opener, BudgetOptions.NONE, state);
    }

    CascadeFixture(
            CascadeOptions options,
            ShadowSampling sampling,
            BundleOpener opener,
            BudgetOptions budgets,
            OperatorSubtaskState state)
            throws Exception {
        PlainScript.process().reset();
        harness =
                new OneInputStreamOperatorTestHarness<>(
                        new CascadeOperator(options, opener, sampling, budgets),
                        AdmittedSerializer.TYPE.createSerializer(null));
        harness.getExecutionConfig().enableObjectReuse();
        harness.setup(AnswerSerializer.TYPE.createSerializer(null));
        harness.setProcessingTime(1000);
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
    }

    void send(AdmittedEvent... events) throws Exception {
        for (AdmittedEvent event : events) {
            harness.processElement(event, event.event().eventTimeMillis());
        }
    }

    /** Event ids and {@code W<timestamp>} for watermarks, in the order they left. */
    List<String> departures() {
        List<String> all = new ArrayList<>();
        for (Object element : harness.getOutput()) {
            if (element instanceof Watermark mark) {
                all.add("W" + mark.getTimestamp());
            } else if (element instanceof StreamRecord<?> record) {
                all.add(((Answer) record.getValue()).prediction().eventId());
            }
        }
        return all;
    }

    List<Answer> answers() {
        return harness.extractOutputValues();
    }

    List<DeadLetter> deadLetters() {
        var letters = harness.getSideOutput(DeadLetters.TAG);
        return letters == null ? List.of() : letters.stream().map(StreamRecord::getValue).toList();
    }

    List<ShadowResult> shadows() {
        var shadows = harness.getSideOutput(ShadowResults.TAG);
        return shadows == null ? List.of() : shadows.stream().map(StreamRecord::getValue).toList();
    }

    /** Forgets all that has left. */
    void forget() {
        harness.getOutput().clear();
        var shadows = harness.getSideOutput(ShadowResults.TAG);
        if (shadows != null) {
            shadows.clear();
        }
    }

    List<TaskStatus> statuses() {
        var statuses = harness.getSideOutput(TaskStatuses.TAG);
        return statuses == null
                ? List.of()
                : statuses.stream().map(StreamRecord::getValue).toList();
    }

    List<Integer> batches() {
        return PlainScript.process().batches();
    }

    /** Forgets the runs of the golden check, so that a test sees its own. */
    void forgetRuns() {
        PlainScript.process().reset();
    }

    @Override
    public void close() throws Exception {
        harness.close();
        PlainScript.process().reset();
    }

    static final class Opener implements BundleOpener {
        private static final long serialVersionUID = 1L;

        @Override
        public ActiveBundle open() {
            return BundleHost.process()
                    .acquire(TestBundles.ladder().open(), PlainKernels.NAME, null);
        }
    }
}
