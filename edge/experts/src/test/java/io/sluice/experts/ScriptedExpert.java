package io.sluice.experts;

import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.DType;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertRequest;
import io.sluice.schemas.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An expert whose logits are its number times the input; it can be held up, and can fail. */
final class ScriptedExpert implements ExpertModel {
    /** An input that the expert fails on. */
    static final float POISON = 666;

    /** An input whose logits are not finite. */
    static final float NOT_FINITE = 777;

    private static final TensorSpec INPUT = new TensorSpec("x", DType.FLOAT32, new int[] {2});

    final List<Integer> batches = new CopyOnWriteArrayList<>();
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    volatile RuntimeException refusal;

    private final String name;
    private final int number;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile CountDownLatch entered = new CountDownLatch(1);

    ScriptedExpert(String name, int number) {
        this.name = name;
        this.number = number;
    }

    /** The next runs wait until {@link #release}. */
    void hold() {
        entered = new CountDownLatch(1);
        gate = new CountDownLatch(1);
    }

    void awaitRun() throws InterruptedException {
        if (!entered.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError(name + " was not run");
        }
    }

    void release() {
        gate.countDown();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String bundle() {
        return "hash-of-" + name;
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.of(INPUT);
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public long multiplyAdds() {
        return number;
    }

    static ExpertRequest request(String id, String expert, float value, long budgetMicros) {
        Tensor tensor = Tensor.ofFloats(new int[] {2}, value, -value);
        return new ExpertRequest(
                id, expert, "", "", List.of(new NamedTensor("x", tensor)), 0, budgetMicros);
    }

    @Override
    public OpenExpert open(int maxBatch) {
        if (refusal != null) {
            throw refusal;
        }
        opened.incrementAndGet();
        return new OpenExpert() {
            @Override
            public List<Tensor> run(List<List<NamedTensor>> rows) {
                return compute(rows);
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
    }

    private List<Tensor> compute(List<List<NamedTensor>> rows) {
        entered.countDown();
        try {
            if (!gate.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("held for too long");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        batches.add(rows.size());
        List<Tensor> logits = new ArrayList<>();
        for (List<NamedTensor> row : rows) {
            float value = row.get(0).tensor().floatAt(0);
            if (value == POISON) {
                throw new IllegalStateException("poisoned");
            }
            float result = value == NOT_FINITE ? Float.NaN : number * value;
            logits.add(Tensor.ofFloats(new int[] {2}, result, -result));
        }
        return logits;
    }
}
