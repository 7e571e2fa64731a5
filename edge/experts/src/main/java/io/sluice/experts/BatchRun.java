package io.sluice.experts;

import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes one batch of an expert. When the model fails the batch is split, so that the request it
 * fails on is alone in it.
 */
final class BatchRun {
    private static final Logger LOG = LoggerFactory.getLogger(BatchRun.class);

    private final String device;
    private final ExpertModel model;
    private final OpenExpert expert;
    private final PowerModel power;
    private final double slowdown;

    BatchRun(
            String device,
            ExpertModel model,
            OpenExpert expert,
            PowerModel power,
            double slowdown) {
        this.device = device;
        this.model = model;
        this.expert = expert;
        this.power = power;
        this.slowdown = slowdown;
    }

    /** Computes; the answers are in no certain order. */
    List<Answer> run(List<Pending> batch) {
        long start = System.nanoTime();
        try {
            List<Tensor> logits = expert.run(batch.stream().map(Pending::row).toList());
            long micros = stretched(start) / 1_000;
            List<Answer> answers = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                answers.add(
                        answer(batch.get(i), logits.get(i), start / 1_000, micros, batch.size()));
            }
            return answers;
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

    /** Waits until the batch has taken as long as a slower machine had needed; nanoseconds. */
    private long stretched(long start) {
        long end = start + (long) ((System.nanoTime() - start) * slowdown);
        while (slowdown > 1 && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(
                    Math.max(end - System.nanoTime(), TimeUnit.MICROSECONDS.toNanos(1)));
        }
        return System.nanoTime() - start;
    }

    private Answer answer(Pending pending, Tensor logits, long startMicros, long micros, int size) {
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
                        power.joulesOfRequest(micros / 1e6, size),
                        power.provenance()));
    }

    private Answer failed(Pending pending, RuntimeException why) {
        LOG.warn("Expert {} failed on {}", model.name(), pending.request().requestId(), why);
        String message = String.valueOf(why.getMessage());
        return new Answer(
                pending.answered(),
                ExpertReply.refused(pending.request(), device, Status.FAILED, message));
    }
}
