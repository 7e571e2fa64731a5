package io.sluice.experts;

import io.sluice.energy.BatchMeter;
import io.sluice.energy.EnergyMeter;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReply.Status;
import io.sluice.schemas.ExpertRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger LOG = LoggerFactory.getLogger(ExpertEngine.class);

    /** The most that compute can be stretched by. */
    public static final double MOST_SLOWDOWN = 1_000;

    private final String device;
    private final EngineSettings settings;
    private final BatchMeter energy;
    private final Experts experts;
    private final Thread thread;
    private volatile double slowdown = 1;
    private volatile boolean closed;

    /**
     * Opens every expert once, to check and to time it, and starts.
     *
     * @param device what to name in replies
     * @param models the experts, each under a name of its own
     * @param meter the caller's, of the machine's energy; it outlives the engine
     * @throws RuntimeException when one cannot be opened
     */
    public ExpertEngine(
            String device, List<ExpertModel> models, EngineSettings settings, EnergyMeter meter) {
        this.device = device;
        this.settings = settings;
        this.energy = new BatchMeter(meter);
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
            String fault = experts.fault();
            if (!fault.isEmpty() || closed) {
                String why = fault.isEmpty() ? "the engine is closed" : fault;
                refuse(request, Status.FAILED, why, answered);
            } else {
                String why = "the queue of " + settings.maxQueue() + " requests is full";
                refuse(request, Status.OVERLOADED, why, answered);
            }
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
        return experts.status(energy.model(), nowMicros());
    }

    /**
     * When a request that came now would be answered, microseconds from now, as far as the device
     * knows its own times; infinite when it does not have that expert with that bundle.
     *
     * @param bundle the hash that is expected, or empty
     */
    public double completingMicros(String name, String bundle) {
        int expert = experts.indexOf(name);
        boolean fits =
                expert >= 0 && (bundle.isEmpty() || bundle.equals(experts.model(expert).bundle()));
        return fits && experts.fault().isEmpty()
                ? experts.completingMicros(expert, nowMicros())
                : Double.POSITIVE_INFINITY;
    }

    /**
     * Why it computes nothing any more, without having been closed: every request is then answered
     * FAILED, and only another engine can help. Empty while all is well.
     */
    public String fault() {
        return experts.fault();
    }

    /** How often an expert was brought into memory after the start. */
    public long loads() {
        return experts.loads();
    }

    /**
     * Stretches all compute by a factor, from now on, that of a batch which is being computed too:
     * for demonstrations.
     *
     * @param factor from 1 to {@link #MOST_SLOWDOWN}
     */
    public void slowDown(double factor) {
        if (!(factor >= 1 && factor <= MOST_SLOWDOWN)) {
            throw new IllegalArgumentException(
                    "expected a factor from 1 to " + (int) MOST_SLOWDOWN + ", found " + factor);
        }
        slowdown = factor;
    }

    private void work() {
        try {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = turn(experts.next());
            }
        } catch (RuntimeException | Error e) {
            LOG.error("The engine of {} has died", device, e);
            String why = "the engine has died: " + e;
            experts.died(why).forEach(pending -> fail(pending, why));
        }
    }

    /** Does what is next; whether anything may follow. */
    private boolean turn(Work next) {
        next.hopeless().forEach(this::expire);
        next.failed().forEach(pending -> fail(pending, next.trouble()));
        if (next.open() != null) {
            compute(next);
        }
        return !next.isEnd();
    }

    private void compute(Work next) {
        BatchRun run =
                new BatchRun(
                        device,
                        experts.model(next.expert()),
                        next.open(),
                        energy,
                        () -> closed ? 1 : slowdown,
                        (micros, requests) -> experts.took(next.expert(), micros, requests));
        List<Answer> answers = List.of();
        try {
            if (next.isProbe()) {
                run.probe(experts.zeros(next.expert()));
            } else {
                answers = run.run(next.batch());
            }
        } catch (RuntimeException | Error e) {
            next.batch().forEach(pending -> fail(pending, "the engine failed: " + e));
            throw e;
        } finally {
            experts.computed(next.expert());
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
