package io.sluice.benchmarks.micro;

import io.sluice.benchmarks.passthrough.LeadingValues;
import io.sluice.benchmarks.passthrough.LeadingValuesBundle;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.operators.Admitted;
import io.sluice.operators.AdmittedEvent;
import io.sluice.operators.Answer;
import io.sluice.operators.BundleOpener;
import io.sluice.operators.cascade.CascadeOperator;
import io.sluice.operators.cascade.CascadeOptions;
import io.sluice.operators.serialization.AdmittedSerializer;
import io.sluice.operators.serialization.AnswerSerializer;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.Tensor;
import io.sluice.schemas.mapping.SourceRecord;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The cascade operator with a kernel that costs nothing, per event, against a map in the same
 * harness, whose own cost is in both.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MicroBatching {
    private static final int EVENTS = 1024;
    private static final int VALUES = 196;

    @Param({"1", "64"})
    public int maxBatch;

    private OneInputStreamOperatorTestHarness<Admitted, Answer> cascade;
    private OneInputStreamOperatorTestHarness<Admitted, Admitted> map;
    private StreamRecord<Admitted> event;

    @Setup
    public void open() throws Exception {
        Bundle bundle = LeadingValuesBundle.files(VALUES).open();
        event = new StreamRecord<>(event(bundle), 0);
        CascadeOptions options =
                new CascadeOptions(
                        maxBatch,
                        Duration.ofSeconds(1),
                        CascadeOptions.Ordering.FREE,
                        false,
                        false,
                        List.of());
        cascade = harness(new CascadeOperator(options, new Opener()));
        cascade.setup(AnswerSerializer.TYPE.createSerializer(null));
        cascade.open();
        map = harness(new StreamMap<Admitted, Admitted>(value -> value));
        map.setup(AdmittedSerializer.TYPE.createSerializer(null));
        map.open();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int cascade() throws Exception {
        for (int i = 0; i < EVENTS; i++) {
            cascade.processElement(event);
        }
        return taken(cascade);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int map() throws Exception {
        for (int i = 0; i < EVENTS; i++) {
            map.processElement(event);
        }
        return taken(map);
    }

    @TearDown
    public void close() throws Exception {
        cascade.close();
        map.close();
    }

    private static int taken(OneInputStreamOperatorTestHarness<?, ?> harness) {
        int size = harness.getOutput().size();
        harness.getOutput().clear();
        return size;
    }

    private static <T> OneInputStreamOperatorTestHarness<Admitted, T> harness(
            OneInputStreamOperator<Admitted, T> operator) throws Exception {
        OneInputStreamOperatorTestHarness<Admitted, T> harness =
                new OneInputStreamOperatorTestHarness<>(
                        operator, AdmittedSerializer.TYPE.createSerializer(null));
        harness.getExecutionConfig().enableObjectReuse();
        return harness;
    }

    private static AdmittedEvent event(Bundle bundle) {
        Tensor tensor = Tensor.ofFloats(new int[] {VALUES}, new float[VALUES]);
        Event event =
                new Event(
                        "event-1",
                        new byte[] {1},
                        1000,
                        List.of(new NamedTensor(LeadingValuesBundle.INPUT, tensor)),
                        OptionalLong.empty(),
                        OptionalLong.empty());
        PolicyEpoch epoch =
                PolicyEpoch.of(0, Long.MIN_VALUE, bundle.firstPolicy().document(), Prices.NONE);
        SourceRecord origin =
                new SourceRecord("frames", 0, 0, 0, event.key(), new byte[0], List.of());
        return new AdmittedEvent(event, epoch, origin, 1_000_000);
    }

    private static final class Opener implements BundleOpener {
        private static final long serialVersionUID = 1L;

        @Override
        public ActiveBundle open() {
            return BundleHost.process()
                    .acquire(LeadingValuesBundle.files(VALUES).open(), LeadingValues.NAME, null);
        }
    }
}
