package io.sluice.experts;

import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.ExpertRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs the experts of this process: one thread computes, another brings experts into memory.
 * Thread-safe.
 *
 * <p>Requests wait in one queue per expert. Which batch is next is {@link
 * io.sluice.gates.experts.device.ExpertBatching}'s rule, which experts stay in memory is {@link
 * io.sluice.gates.experts.device.ExpertCache}'s; answers depend on neither. While a batch is
 * computed the expert that will be needed next is loaded, when there is room for it.
 *
 * <p><b>Owned state:</b> what waits, the open experts and two threads, all of which end with {@link
 * #close}. What waits is bounded by {@link EngineSettings#maxQueue}.
 */
public final class ExpertEngine implements ExpertClient {
    /** Longer budgets count as this one, so that sums of times do not overflow. */
    private static final long LONGEST_BUDGET_MICROS = TimeUnit.HOURS.toMicros(1);

    private final String device;
    private final EngineSettings settings;
    private final Experts experts;
    private final Thread thread;
    private volatile double slowdown = 1;
    private volatile boolean closed;

    /**
     * Opens every expert once, to check and to time it, and starts.
     *
     * @param device what to name in replies
     * @param models the experts, each under a name of its own
     * @throws RuntimeException when one cannot be opened
     */
    public ExpertEngine(String device, List<ExpertModel> models, EngineSettings settings) {
        this.device = device;
        this.settings = settings;
        this.experts = new Experts(models, settings);
        this.thread = new Thread(this::work, "sluice-experts-" + device);
        thread.setDaemon(true);
        // It would inherit the class loader of the job that is running, and keep it from unloading.
        thread.setContextClassLoader(ExpertEngine.class.getClassLoader());
        thread.start();
    }

    @Override
    public void ask(ExpertRequest request, Consumer<ExpertReply> answered) {
        ask(request, 0, answered);
    }

    /**
     * Asks for a request that was on its way.
     *
     * @param ageMicros how much of its budget is over
     */
    public void ask(ExpertRequest request, long ageMicros, Consumer<ExpertReply> answered) {
        int expert = experts.indexOf(request.expert());
        if (expert < 0) {
            String hosted = "no expert '" + request.expert() + "'; hosted: " + experts.names();
            refuse(request, Status.UNKNOWN_EXPERT, hosted, answered);
            return;
        }
        ExpertModel model = experts.model(expert);
        if (!request.bundle().isEmpty() && !request.bundle().equals(model.bundle())) {
            String why =
                    "expert '"
                            + model.name()
                            + "' is bundle "
                            + model.bundle()
                            + ", not "
                            + request.bundle();
            refuse(request, Status.WRONG_BUNDLE, why, answered);
            return;
        }
        List<NamedTensor> row;
        try {
            row = RequestRows.of(request, model);
        } catch (IllegalArgumentException e) {
            refuse(request, Status.FAILED, e.getMessage(), answered);
            return;
        }
        long now = nowMicros();
        long budget = Math.min(request.budgetMicros(), LONGEST_BUDGET_MICROS) - ageMicros;
        if (budget <= 0) {
            refuse(request, Status.EXPIRED, "the budget was over on arrival", answered);
            return;
        }
        if (!experts.offer(expert, new Pending(request, row, now, now + budget, answered))) {
            String why =
                    closed
                            ? "the engine is closed"
                            : "the queue of " + settings.maxQueue() + " requests is full";
            refuse(request, closed ? Status.FAILED : Status.OVERLOADED, why, answered);
        }
    }

    /** The names of the experts. */
    public List<String> names() {
        return experts.names();
    }

    /** The expert of a name. */
    public Optional<ExpertModel> model(String name) {
        int expert = experts.indexOf(name);
        return expert < 0 ? Optional.empty() : Optional.of(experts.model(expert));
    }

    /** How it stands. */
    public EngineStatus status() {
        return experts.status(nowMicros());
    }

    /** How often an expert was brought into memory after the start. */
    public long loads() {
        return experts.loads();
    }

    /** Stretches all compute by a factor of at least 1, from now on: for demonstrations. */
    public void slowDown(double factor) {
        if (!(factor >= 1) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("expected a factor of at least 1, found " + factor);
        }
        slowdown = factor;
    }

    private void work() {
        while (true) {
            Work next = experts.next();
            next.hopeless().forEach(this::expire);
            next.failed().forEach(pending -> fail(pending, next.trouble()));
            if (next.isEnd()) {
                return;
            }
            if (!next.batch().isEmpty()) {
                compute(next);
            }
        }
    }

    private void compute(Work next) {
        ExpertModel model = experts.model(next.expert());
        long start = nowMicros();
        List<Answer> answers = List.of();
        try {
            answers =
                    new BatchRun(device, model, next.open(), settings.power(), slowdown)
                            .run(next.batch());
        } finally {
            experts.computed(next.expert(), start, nowMicros(), next.batch().size());
        }
        answers.forEach(Answer::tell);
    }

    private void expire(Pending pending) {
        refuse(
                pending.request(),
                Status.EXPIRED,
                "the answer would have come after the budget",
                pending.answered());
    }

    private void fail(Pending pending, String why) {
        refuse(pending.request(), Status.FAILED, why, pending.answered());
    }

    private void refuse(
            ExpertRequest request, Status status, String why, Consumer<ExpertReply> answered) {
        new Answer(answered, ExpertReply.refused(request, device, status, why)).tell();
    }

    private static long nowMicros() {
        return System.nanoTime() / 1_000;
    }

    @Override
    public void close() {
        closed = true;
        experts.end();
        if (Thread.currentThread() != thread) {
            joinUninterrupted();
        }
    }

    private void joinUninterrupted() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                experts.awaitEnd();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
