package io.sluice.benchmarks.sensors;

import com.sun.management.OperatingSystemMXBean;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.gates.PolicyShape;
import io.sluice.operators.admission.ControlFeed;
import io.sluice.operators.admission.ControlTrust;
import io.sluice.operators.admission.PolicyOptions;
import io.sluice.operators.sensors.AlignOperator;
import io.sluice.operators.sensors.AlignOptions;
import io.sluice.operators.sensors.Aligned;
import io.sluice.operators.sensors.AlignedSample;
import io.sluice.operators.sensors.ModalityInputs;
import io.sluice.operators.sensors.SensorFrame;
import io.sluice.operators.sensors.SensorKeys;
import io.sluice.operators.serialization.AlignedSerializer;
import io.sluice.operators.serialization.SensorAckSerializer;
import io.sluice.operators.serialization.SensorFrameSerializer;
import io.sluice.schemas.SensorAck;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * How many frames a second a job joins: frames made in the process, serialised over keyBy, joined,
 * thrown away. No Kafka, no decoding, no model. Counts every sample, so that none is missing.
 */
public final class AlignmentBenchmark {
    private static final int DEVICES = 2000;
    private static final String SAMPLES = "samples";
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private AlignmentBenchmark() {}

    /** Takes the parallelism, the frames of a run, and the runs; the first run warms up. */
    public static void main(String[] arguments) throws Exception {
        int parallelism = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2;
        long frames = arguments.length > 1 ? Long.parseLong(arguments[1]) : 6_000_000;
        int runs = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 4;
        for (int run = 0; run < runs; run++) {
            Measured measured = run(parallelism, frames);
            System.out.printf(
                    "%s parallelism %d: %,d frames, %,d samples in %.1f s, %,.0f frames/s,"
                            + " %.2f CPU µs/frame%n",
                    run == 0 ? "warm-up" : "run " + run,
                    parallelism,
                    measured.frames(),
                    measured.samples(),
                    measured.millis() / 1e3,
                    measured.frames() * 1e3 / measured.millis(),
                    measured.cpuNanos() / 1e3 / measured.frames());
        }
    }

    /**
     * A run: the times are the whole job's, with its start and end; all CPU time of the process.
     */
    record Measured(long frames, long samples, long millis, long cpuNanos) {}

    static Measured run(int parallelism, long wanted) throws Exception {
        long turn = (long) parallelism * DEVICES * FrameSource.MODALITIES.size();
        long frames = Math.max(1, wanted / turn) * turn;
        Configuration settings = new Configuration();
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, settings);
        environment.getConfig().enableObjectReuse();
        KeyedStream<SensorFrame, String> source =
                environment
                        .fromSource(
                                new NumberSequenceSource(0, frames - 1),
                                WatermarkStrategy.noWatermarks(),
                                "numbers")
                        .map(new FrameSource(frames, parallelism, DEVICES))
                        .returns(SensorFrameSerializer.TYPE)
                        .assignTimestampsAndWatermarks(
                                WatermarkStrategy.<SensorFrame>forMonotonousTimestamps()
                                        .withTimestampAssigner(
                                                (frame, any) -> frame.event().eventTimeMillis()))
                        .keyBy(SensorKeys::of, Types.STRING);
        KeyedStream<SensorAck, String> acks =
                environment
                        .fromData(List.of(ack()), SensorAckSerializer.TYPE)
                        .keyBy(SensorKeys::of, Types.STRING);
        source.connect(acks)
                .transform(
                        "align",
                        AlignedSerializer.TYPE,
                        new AlignOperator(options(), ControlFeed.NONE))
                .filter(new Counting())
                .sinkTo(new DiscardingSink<>());
        long cpuBefore = PROCESS.getProcessCpuTime();
        var result = environment.execute("alignment");
        return new Measured(
                frames,
                result.<Long>getAccumulatorResult(SAMPLES),
                result.getNetRuntime(),
                PROCESS.getProcessCpuTime() - cpuBefore);
    }

    /** The source of a collection needs one; its device sends no frames. */
    private static SensorAck ack() {
        return new SensorAck(new byte[] {0}, 1, FrameSource.MODALITIES, 0);
    }

    private static AlignOptions options() {
        String hash = "ab".repeat(32);
        List<ModalityInputs> modalities =
                FrameSource.MODALITIES.stream()
                        .map(name -> new ModalityInputs(name, List.of(name)))
                        .toList();
        return new AlignOptions(
                new PolicyOptions(
                        hash,
                        PolicyShape.ladder(1),
                        new Policy("first", hash, FixedExit.full()).document(),
                        ControlTrust.ANYONE,
                        Duration.ofSeconds(1)),
                modalities,
                Duration.ofMillis(FrameSource.PERIOD_MILLIS),
                Duration.ofMillis(50),
                Duration.ofSeconds(5),
                List.of(Duration.ZERO, Duration.ZERO, Duration.ofMillis(500)),
                Duration.ofMinutes(1),
                20,
                Duration.ofSeconds(30));
    }

    private static final class Counting extends RichFilterFunction<Aligned> {
        private static final long serialVersionUID = 1L;
        private final LongCounter samples = new LongCounter();

        @Override
        public void open(OpenContext context) {
            getRuntimeContext().addAccumulator(SAMPLES, samples);
        }

        @Override
        public boolean filter(Aligned aligned) {
            if (aligned instanceof AlignedSample) {
                samples.add(1);
            }
            return true;
        }
    }
}
