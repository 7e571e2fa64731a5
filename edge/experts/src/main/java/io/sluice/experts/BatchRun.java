package io.sluice.experts;

import io.sluice.energy.BatchMeter;
import io.sluice.energy.EnergyWindow;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.Provenance;
import io.sluice.schemas.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes one batch of an expert. When the model fails the batch is split, so that the request it
 * fails on is alone in it.
 */
final class BatchRun {
    private static final Logger LOG = LoggerFactory.getLogger(BatchRun.class);

    /** So often a batch looks whether it is still to be stretched. */
    private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final String device;
    private final ExpertModel model;
    private final OpenExpert expert;
    private final BatchMeter energy;
    private final DoubleSupplier slowdown;
    private final Timed timed;

    /** Hears how long every batch took that was computed. */
    interface Timed {
        void took(long micros, int requests);
    }

    /**
     * @param slowdown the factor by which time is stretched now, at least 1; 1 ends a stretch
     */
    BatchRun(
            String device,
            ExpertModel model,
            OpenExpert expert,
            BatchMeter energy,
            DoubleSupplier slowdown,
            Timed timed) {
        this.device = device;
        this.model = model;
        this.expert = expert;
        this.energy = energy;
        this.slowdown = slowdown;
        this.timed = timed;
    }

    /** Computes; the answers are in no certain order. */
    List<Answer> run(List<Pending> batch) {
        energy.begin();
        long start = System.nanoTime();
        try {
            List<Tensor> logits = expert.run(batch.stream().map(Pending::row).toList());
            long micros = stretched(start) / 1_000;
            EnergyWindow window = energy.end(micros / 1e6);
            timed.took(micros, batch.size());
            List<Answer> answers = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                answers.add(
                        answer(
                                batch.get(i),
                                logits.get(i),
                                start / 1_000,
                                micros,
                                window.joules() / batch.size(),
                                window.provenance()));
            }
            return answers;
        } catch (Error e) {
            // A native library that is missing, or no memory: the halves would fare no better.
            LOG.error("Expert {} failed on {} requests", model.name(), batch.size(), e);
            return batch.stream().map(pending -> failed(pending, e)).toList();
        } catch (RuntimeException e) {
            if (batch.size() == 1) {
                return List.of(failed(batch.get(0), e));
            }
            LOG.warn("Expert {} failed on {} requests", model.name(), batch.size(), e);
            int half = batch.size() / 2;
            List<Answer> answers = new ArrayList<>(run(batch.subList(0, half)));
            answers.addAll(run(batch.subList(half, batch.size())));
            return answers;
        }
    }

    /** Times one row, of which nobody gets the answer. */
    void probe(List<NamedTensor> row) {
        long start = System.nanoTime();
        try {
            expert.run(List.of(row));
            timed.took(stretched(start) / 1_000, 1);
        } catch (RuntimeException | Error e) {
            LOG.warn("Expert {} could not be timed", model.name(), e);
        }
    }

    /** Waits until the batch has taken as long as a slower machine had needed; nanoseconds. */
    private long stretched(long start) {
        long computed = System.nanoTime() - start;
        while (true) {
            long passed = System.nanoTime() - start;
            long left = (long) (computed * slowdown.getAsDouble()) - passed;
            if (left <= 0) {
                return passed;
            }
            LockSupport.parkNanos(Math.min(left, LONGEST_PARK_NANOS));
        }
    }

    private Answer answer(
            Pending pending,
            Tensor logits,
            long startMicros,
            long micros,
            double joules,
            Provenance energyFrom) {
        if (!logits.isFinite()) {
            return failed(pending, new IllegalStateException("a logit is not a finite number"));
        }
        return new Answer(
                pending.answered(),
                new ExpertReply(
                        pending.request().requestId(),
                        model.name(),
                        device,
                        model.bundle(),
                        Status.OK,
                        "",
                        logits,
                        Math.max(0, startMicros - pending.arrivedMicros()),
                        micros,
                        joules,
                        energyFrom));
    }

    private Answer failed(Pending pending, Throwable why) {
        LOG.warn("Expert {} failed on {}", model.name(), pending.request().requestId(), why);
        String message = why instanceof Error ? why.toString() : String.valueOf(why.getMessage());
        return new Answer(
                pending.answered(),
                ExpertReply.refused(pending.request(), device, Status.FAILED, message));
    }
}
