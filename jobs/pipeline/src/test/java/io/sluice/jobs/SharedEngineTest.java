package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.energy.EnergyMeter;
import io.sluice.experts.EngineSettings;
import io.sluice.experts.ExpertEngine;
import io.sluice.experts.ExpertModel;
import io.sluice.experts.OpenExpert;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.Tensor;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedEngineTest {
    private final AtomicInteger opened = new AtomicInteger();
    private final BlockingQueue<ExpertReply> replies = new LinkedBlockingQueue<>();
    private volatile boolean isGone;

    @Test
    void holdersShareAnEngineUntilItEndsByAFault() throws Exception {
        try (SharedEngine first = SharedEngine.of(this, this::open);
                SharedEngine second = SharedEngine.of(this, this::open)) {
            assertThat(ask(first)).isEqualTo(Status.OK);
            assertThat(ask(second)).isEqualTo(Status.OK);
            assertThat(opened).hasValue(1);

            isGone = true;
            assertThat(ask(first)).isEqualTo(Status.FAILED);
            isGone = false;
            assertThat(ask(second)).as("the engine of both has ended").isEqualTo(Status.FAILED);

            try (SharedEngine third = SharedEngine.of(this, this::open)) {
                assertThat(ask(third)).as("a new hold finds a new engine").isEqualTo(Status.OK);
                first.close();
                second.close();
                assertThat(ask(third)).as("which nobody else closes").isEqualTo(Status.OK);
            }
            assertThat(opened).hasValue(2);
        }
    }

    private Status ask(SharedEngine engine) throws InterruptedException {
        Tensor tensor = Tensor.ofFloats(new int[] {2}, 1, 2);
        ExpertRequest request =
                new ExpertRequest(
                        "r", "e", "", "", List.of(new NamedTensor("x", tensor)), 0, 10_000_000);
        engine.ask(request, replies::add);
        ExpertReply reply = replies.poll(20, TimeUnit.SECONDS);
        assertThat(reply).as("a reply").isNotNull();
        return reply.status();
    }

    private ExpertEngine open() {
        opened.incrementAndGet();
        return new ExpertEngine(
                "here", List.of(new Model()), EngineSettings.defaults(), EnergyMeter.none());
    }

    private final class Model implements ExpertModel {
        @Override
        public String name() {
            if (isGone) {
                throw new IllegalStateException("gone");
            }
            return "e";
        }

        @Override
        public String bundle() {
            return "";
        }

        @Override
        public List<TensorSpec> inputs() {
            return List.of(new TensorSpec("x", DType.FLOAT32, new int[] {2}));
        }

        @Override
        public int classes() {
            return 2;
        }

        @Override
        public long multiplyAdds() {
            return 1;
        }

        @Override
        public OpenExpert open(int maxBatch) {
            return new OpenExpert() {
                @Override
                public List<Tensor> run(List<List<NamedTensor>> rows) {
                    return rows.stream().map(row -> Tensor.ofFloats(new int[] {2}, 1, 2)).toList();
                }

                @Override
                public void close() {}
            };
        }
    }
}
