package io.sluice.operators.sensors;

import io.sluice.gates.JobGroup;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.testkit.PlainKernels;
import io.sluice.kernel.testkit.PlainScript;
import io.sluice.operators.Answer;
import io.sluice.operators.BundleOpener;
import io.sluice.operators.ControlNotice;
import io.sluice.operators.DeadLetters;
import io.sluice.operators.budget.TaskStatuses;
import io.sluice.operators.serialization.AnswerSerializer;
import io.sluice.schemas.DeadLetter;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.SensorCommand;
import io.sluice.schemas.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/** The sensor operator in Flink's harness, over the test bundle with kernels in plain Java. */
final class SensorsFixture implements AutoCloseable {
    static final SensorOptions ONE_BY_ONE = options(1, Map.of());
    static final SensorOptions BATCHED = options(4, Map.of());
    static final SensorOptions DELTAS = options(4, Map.of("camera", 3.0, "radar", .5, "lidar", .5));

    static final int MAX_PARALLELISM = 128;

    final KeyedOneInputStreamOperatorTestHarness<String, Aligned, Answer> harness;

    private final SensorsOperator operator;

    SensorsFixture(SensorOptions options) throws Exception {
        this(options, null);
    }

    /** Restored from a state, or new for null. */
    SensorsFixture(SensorOptions options, OperatorSubtaskState state) throws Exception {
        this(options, state, 1, 0);
    }

    /** The task of an index among some. */
    SensorsFixture(SensorOptions options, OperatorSubtaskState state, int parallelism, int index)
            throws Exception {
        PlainScript.process().reset();
        operator = new SensorsOperator(options, new Opener());
        harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        operator,
                        SensorKeys::of,
                        Types.STRING,
                        MAX_PARALLELISM,
                        parallelism,
                        index);
        harness.getExecutionConfig().enableObjectReuse();
        harness.setup(AnswerSerializer.TYPE.createSerializer(null));
        harness.setProcessingTime(1000);
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
    }

    private static SensorOptions options(int maxBatch, Map<String, Double> sendOnDelta) {
        return new SensorOptions(
                maxBatch,
                Duration.ofMillis(10),
                Duration.ofSeconds(5),
                sendOnDelta,
                true,
                false,
                List.of("traceparent"),
                "tenant",
                JobGroup.ALONE);
    }

    void send(AlignedSample... samples) throws Exception {
        for (AlignedSample sample : samples) {
            harness.processElement(sample, sample.tickMillis());
        }
    }

    List<Prediction> predictions() {
        return harness.extractOutputValues().stream().map(Answer::prediction).toList();
    }

    Prediction last() {
        List<Prediction> all = predictions();
        return all.get(all.size() - 1);
    }

    List<SensorCommand> commands() {
        var commands = harness.getSideOutput(SensorCommands.TAG);
        return commands == null
                ? List.of()
                : commands.stream().map(StreamRecord::getValue).toList();
    }

    /** Hears a control message. */
    void hear(ControlNotice notice) throws Exception {
        harness.processElement(new StreamRecord<>(new AlignedNotice(notice)));
    }

    List<TaskStatus> statuses() {
        var statuses = harness.getSideOutput(TaskStatuses.TAG);
        return statuses == null
                ? List.of()
                : statuses.stream().map(StreamRecord::getValue).toList();
    }

    /** What was counted, as {@link SensorMetrics#counted}. */
    long counted(String name) {
        return operator.metrics().counted(name);
    }

    List<DeadLetter> deadLetters() {
        var letters = harness.getSideOutput(DeadLetters.TAG);
        return letters == null ? List.of() : letters.stream().map(StreamRecord::getValue).toList();
    }

    @Override
    public void close() throws Exception {
        harness.close();
        PlainScript.process().reset();
    }

    private static final class Opener implements BundleOpener {
        private static final long serialVersionUID = 1L;

        @Override
        public ActiveBundle open() {
            return BundleHost.process().acquire(Samples.BUNDLE, PlainKernels.NAME, null);
        }
    }
}
