package io.sluice.kernel.tornado;

import io.sluice.kernel.DeviceLostException;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.UnsupportedStageException;
import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.tornado.graph.CompiledPlan;
import io.sluice.kernel.tornado.graph.DeviceFailures;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The compiled plans of one stage on one device, by batch size, shared by all openings of the
 * stage.
 *
 * <p>Owned state: the plans, one that is being made, the memory taken for them, the greatest batch
 * that has fitted, and whether the device was lost. All but the last is changed on the device's
 * thread alone.
 *
 * <p>Life cycle: prepared for a batch before it is run; closed when the last opening is. A stage
 * whose device was lost stays lost.
 */
final class StagePlans {
    private static final Logger LOG = LoggerFactory.getLogger(StagePlans.class);

    private record Held(CompiledPlan plan, long bytes) {}

    private final StageModel model;
    private final OpenDevice device;
    private final TornadoSettings settings;
    private final PlanSource source;
    private final ConcurrentNavigableMap<Integer, Held> plans = new ConcurrentSkipListMap<>();
    private final Object preparing = new Object();
    private volatile int greatest = Integer.MAX_VALUE;
    private final Set<Held> unfinished = new HashSet<>();
    private boolean closed;
    private volatile DeviceLostException lost;

    StagePlans(StageModel model, OpenDevice device, TornadoSettings settings, PlanSource source) {
        this.model = model;
        this.device = device;
        this.settings = settings;
        this.source = source;
    }

    String device() {
        return TornadoProvider.NAME + "/" + device.name();
    }

    boolean keepsDtypes() {
        return source.keepsDtypes();
    }

    boolean isLost() {
        return lost != null;
    }

    /**
     * Makes and warms the plans for batches up to a number of rows. Each task graph is a job of its
     * own, so that runs of others get in between.
     *
     * @throws UnsupportedStageException when TornadoVM or the driver cannot compile one
     */
    void prepare(int maxBatch) {
        requireDevice();
        try {
            // Two that prepare at once would make the same plans.
            synchronized (preparing) {
                for (int size : BatchSizes.upTo(maxBatch, settings.batchSizes())) {
                    make(
                            Math.max(size, source.leastBatch()),
                            job -> submit(job, settings.compileLimit()));
                }
            }
        } catch (KernelException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            DeviceFailures.rethrowFatal(e);
            throw new UnsupportedStageException(
                    model.name() + ": " + device() + " cannot compile it: " + e, e);
        }
    }

    /**
     * The same for a stage that has already run. A device that then fails to make a plan was lost,
     * so that another provider takes over.
     *
     * @throws DeviceLostException when a plan cannot be made, and from then on
     */
    void prepareMore(int maxBatch) {
        try {
            prepare(maxBatch);
        } catch (UnsupportedStageException e) {
            throw lose(e.getMessage(), e);
        }
    }

    /**
     * Does a run on the device's thread.
     *
     * @throws DeviceLostException when it fails or takes too long, and from then on
     */
    void run(DeviceThread.Job job) {
        try {
            submit(job, settings.runLimit());
        } catch (UnsupportedStageException e) {
            throw lose(e.getMessage(), e);
        } catch (KernelException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            DeviceFailures.rethrowFatal(e);
            throw lose("the device failed: " + e, e);
        }
    }

    private void requireDevice() {
        if (lost != null) {
            throw new DeviceLostException(lost.getMessage(), lost);
        }
    }

    private void submit(DeviceThread.Job job, Duration limit) {
        requireDevice();
        try {
            device.thread().run(job, limit);
        } catch (DeviceLostException e) {
            throw lose(e.getMessage(), e);
        }
    }

    private DeviceLostException lose(String reason, Throwable cause) {
        lost = new DeviceLostException(model.name() + " on " + device() + ": " + reason, cause);
        return lost;
    }

    /** The plan that takes a number of rows with the least padding, or the greatest there is. */
    CompiledPlan planFor(int rows) {
        Map.Entry<Integer, Held> next = plans.ceilingEntry(rows);
        return (next == null ? plans.lastEntry() : next).getValue().plan();
    }

    /**
     * A plan that did not fit into memory when it ran, and all greater ones, give way to those for
     * at most half its rows. One is made only when none is there: a run has less time than making
     * plans takes.
     */
    void shrink(CompiledPlan plan, Throwable reason) {
        release(plans.remove(plan.batch()));
        halve(plan.batch(), reason);
        if (plans.isEmpty()) {
            make(greatest, DeviceThread.Job::execute);
        }
    }

    /** Sees to a plan for a number of rows, or for the most that fit. */
    private void make(int size, Consumer<DeviceThread.Job> how) {
        int batch = Math.min(size, greatest);
        while (!plans.containsKey(batch)) {
            Making making = new Making(source.program(batch));
            while (!making.ended) {
                how.accept(making);
            }
            batch = Math.min(size, greatest);
        }
    }

    /** Makes a plan, a task graph each time it is executed. */
    private final class Making extends DeviceThread.Job {
        private final int batch;
        private Program program;
        private Held made;
        private boolean ended;

        private Making(Program program) {
            this.program = program;
            this.batch = program.batch();
        }

        @Override
        void execute() {
            try {
                if (made == null) {
                    begin();
                }
                ended = !made.plan().warmNext();
            } catch (RuntimeException | Error e) {
                ended = true;
                leave(e);
                if (!DeviceFailures.isOutOfMemory(e)) {
                    throw e;
                }
                halve(batch, e);
                return;
            }
            if (ended) {
                keep();
            }
        }

        private void leave(Throwable reason) {
            if (unfinished.remove(made)) {
                try {
                    release(made);
                } catch (RuntimeException | Error e) {
                    reason.addSuppressed(e);
                }
            }
        }

        private void begin() {
            long bytes = DeviceFailures.bytes(program);
            if (!device.memory().take(bytes)) {
                throw DeviceFailures.outOfMemory(bytes, device.memory().limit());
            }
            try {
                made = new Held(source.assemble(program, device), bytes);
                unfinished.add(made);
            } catch (RuntimeException | Error e) {
                device.memory().giveBack(bytes);
                throw e;
            }
            // Its constants are on the device's side now.
            program = null;
        }

        private void keep() {
            unfinished.remove(made);
            // Meanwhile a run may have found that fewer rows fit, and made the plan for them.
            if (batch > greatest || plans.putIfAbsent(batch, made) != null) {
                release(made);
            }
        }
    }

    private void halve(int batch, Throwable reason) {
        if (batch / 2 < source.leastBatch()) {
            throw new UnsupportedStageException(
                    model.name()
                            + ": not even "
                            + (batch == 1 ? "one row fits" : batch + " rows fit")
                            + " into the memory of "
                            + device(),
                    reason);
        }
        greatest = Math.min(greatest, batch / 2);
        while (!plans.isEmpty() && plans.lastKey() > greatest) {
            release(plans.pollLastEntry().getValue());
        }
        LOG.warn(
                "{}: a batch of {} does not fit into the memory of {}: from now on at most {} rows"
                        + " at once ({})",
                model.name(),
                batch,
                device(),
                greatest,
                reason.getMessage());
    }

    private void release(Held held) {
        device.memory().giveBack(held.bytes());
        held.plan().close();
    }

    /** Frees everything. When the device does not answer, as soon as it does. */
    void close() {
        if (lost == null) {
            try {
                submit(new Release(), settings.compileLimit());
                return;
            } catch (DeviceLostException e) {
                // What was not begun in time is never begun: it takes a job of its own.
                LOG.warn("{} is freed when {} answers again", model.name(), device(), e);
            }
        }
        device.thread().submit(new Release(), settings.compileLimit());
    }

    private final class Release extends DeviceThread.Job {
        @Override
        void execute() {
            unfinished.forEach(this::free);
            unfinished.clear();
            while (!plans.isEmpty()) {
                free(plans.pollFirstEntry().getValue());
            }
            if (!closed) {
                closed = true;
                source.close();
            }
        }

        private void free(Held held) {
            try {
                release(held);
            } catch (RuntimeException | Error e) {
                DeviceFailures.rethrowFatal(e);
                LOG.warn("A plan of {} could not be freed", model.name(), e);
            }
        }
    }
}
