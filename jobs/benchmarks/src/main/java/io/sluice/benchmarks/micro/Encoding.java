package io.sluice.benchmarks.micro;

import io.sluice.schemas.Cost;
import io.sluice.schemas.DecisionRecord;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.PredictionCodec;
import io.sluice.schemas.PredictionJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A prediction with its decision record to bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class Encoding {
    private static final long MICROS = 1_790_000_000_000_000L;

    private final Prediction prediction =
            new Prediction(
                    "image-123456",
                    "camera-3".getBytes(StandardCharsets.UTF_8),
                    MICROS / 1000,
                    7,
                    "Sneaker",
                    .93f,
                    null,
                    OptionalLong.of(7),
                    decision(),
                    List.of());

    private static DecisionRecord decision() {
        return new DecisionRecord(
                0,
                "1",
                "fashion-mnist@1.0.0#" + "0123456789abcdef".repeat(4),
                "onnxruntime/cpu",
                0,
                "exit1",
                .93f,
                List.of(),
                List.of(),
                List.of(),
                Cost.compute(5_354_912, 0),
                Cost.compute(390_432, 6.5e-6),
                "EXIT",
                MICROS,
                MICROS + 2500);
    }

    @Benchmark
    public byte[] avro() {
        return PredictionCodec.encode(prediction);
    }

    @Benchmark
    public byte[] json() {
        return PredictionJson.write(prediction);
    }
}
