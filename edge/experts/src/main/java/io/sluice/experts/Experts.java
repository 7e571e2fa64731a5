package io.sluice.experts;

import io.sluice.energy.PowerModel;
import io.sluice.gates.experts.device.ExpertBatching;
import io.sluice.gates.experts.device.ExpertCache;
import io.sluice.gates.experts.device.KnownUses;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The experts of an engine, who waits for them and which of them are in memory. Thread-safe; every
 * method but {@link #next} returns at once.
 *
 * <p><b>Owned state:</b> the lanes and the cache, guarded by this object's lock, and the thread
 * that loads. At most one expert is loading; the one that goes for it is closed first, so that no
 * more than the slots are in memory.
 */
final class Experts {
    private static final Logger LOG = LoggerFactory.getLogger(Experts.class);
    private static final int NO_ONE = -1;
    private static final long RETRY_MICROS = TimeUnit.SECONDS.toMicros(5);

    private final EngineSettings settings;
    private final List<Lane> lanes = new ArrayList<>();
    private final Map<String, Integer> indices = new HashMap<>();
    private final ExpertCache cache;
    private final ExecutorService loader =
            Executors.newSingleThreadExecutor(
                    body -> {
                        Thread thread = new Thread(body, "sluice-expert-loader");
                        thread.setDaemon(true);
                        thread.setContextClassLoader(Experts.class.getClassLoader());
                        return thread;
                    });

    private int queued;
    private int running = NO_ONE;
    private int runningSize;
    private long runningSince;
    private String fault = "";
    private int loading = NO_ONE;
    private long loads;
    private boolean ended;

    Experts(List<ExpertModel> models, EngineSettings settings) {
        this.settings = settings;
        this.cache = new ExpertCache(Math.min(settings.slots(), models.size()), models.size());
        try {
            for (ExpertModel model : models) {
                if (indices.put(model.name(), lanes.size()) != null) {
                    throw new IllegalArgumentException(
                            "there are two experts '" + model.name() + "'");
                }
                lanes.add(new Lane(model));
                openFirst(lanes.size() - 1);
            }
        } catch (RuntimeException | Error e) {
            loader.shutdown();
            lanes.forEach(lane -> close(lane.unload()));
            throw e;
        }
    }

    /** It stays in memory when there is room. */
    private void openFirst(int expert) {
        Lane lane = lanes.get(expert);
        lane.openFirst(settings.maxBatch());
        if (cache.hasRoom()) {
            cache.use(expert, true, NO_ONE);
        } else {
            close(lane.unload());
        }
    }

    int indexOf(String name) {
        return indices.getOrDefault(name, NO_ONE);
    }

    List<String> names() {
        return lanes.stream().map(lane -> lane.model().name()).toList();
    }

    ExpertModel model(int expert) {
        return lanes.get(expert).model();
    }

    List<NamedTensor> zeros(int expert) {
        return lanes.get(expert).zeros();
    }

    /** Adds a request, unless the queue is full or this has ended. */
    synchronized boolean offer(int expert, Pending pending) {
        if (ended || queued >= settings.maxQueue()) {
            return false;
        }
        lanes.get(expert).add(pending);
        queued++;
        notifyAll();
        return true;
    }

    /** Waits until there is something to do. */
    synchronized Work next() {
        while (true) {
            if (ended) {
                return Work.end(takeAll());
            }
            long now = nowMicros();
            List<Pending> hopeless = new ArrayList<>();
            lanes.forEach(lane -> hopeless.addAll(lane.takeHopeless(now)));
            queued -= hopeless.size();
            int expert = choose(now);
            if (expert != NO_ONE && lanes.get(expert).isLoaded()) {
                return compute(expert, now, hopeless);
            }
            if (expert != NO_ONE && lanes.get(expert).isClosed(now)) {
                return refuse(expert, hopeless);
            }
            if (expert != NO_ONE && loading == NO_ONE) {
                load(expert);
            }
            int idle = expert == NO_ONE ? idle(now) : NO_ONE;
            if (idle != NO_ONE) {
                run(idle, 1, now);
                return Work.probe(idle, lanes.get(idle).open(), hopeless);
            }
            if (!hopeless.isEmpty()) {
                return Work.answers(hopeless, List.of(), "");
            }
            await(now);
        }
    }

    private int choose(long now) {
        int count = lanes.size();
        long[] computing = new long[count];
        long[] loadTimes = new long[count];
        for (int i = 0; i < count; i++) {
            int size = Math.max(1, Math.min(lanes.get(i).size(), settings.maxBatch()));
            computing[i] = lanes.get(i).computing(size, now);
            loadTimes[i] = lanes.get(i).loading();
        }
        return ExpertBatching.next(deadlines(), loaded(), computing, loadTimes, now);
    }

    private Work compute(int expert, long now, List<Pending> hopeless) {
        Lane lane = lanes.get(expert);
        List<Pending> batch = lane.takeBatch(settings.maxBatch(), now);
        queued -= batch.size();
        run(expert, batch.size(), now);
        prefetch();
        return Work.compute(expert, lane.open(), batch, hopeless);
    }

    private void run(int expert, int size, long now) {
        running = expert;
        runningSize = size;
        runningSince = now;
    }

    /** An expert that is to be timed, because nothing was computed with it for long; or none. */
    private int idle(long now) {
        for (int i = 0; i < lanes.size(); i++) {
            if (lanes.get(i).idleUntilMicros() <= now) {
                return i;
            }
        }
        return NO_ONE;
    }

    private Work refuse(int expert, List<Pending> hopeless) {
        Lane lane = lanes.get(expert);
        List<Pending> failed = lane.take(lane.size());
        queued -= failed.size();
        return Work.answers(hopeless, failed, lane.trouble());
    }

    /** Loads what is needed next beside the batch that runs, where nothing that is needed goes. */
    private void prefetch() {
        int expert = ExpertBatching.nextToLoad(deadlines(), loaded());
        if (expert == NO_ONE || loading != NO_ONE || lanes.get(expert).isClosed(nowMicros())) {
            return;
        }
        predict();
        if (cache.hasRoom() || cache.hasDiscardable(running)) {
            load(expert);
        }
    }

    private void load(int expert) {
        predict();
        int evicted = cache.use(expert, false, running);
        OpenExpert old = evicted == NO_ONE ? null : lanes.get(evicted).unload();
        loading = expert;
        loader.execute(() -> loadNow(expert, old));
    }

    /** What the queue says of the experts in memory: which of them may go before their next use. */
    private void predict() {
        boolean[] bits = new boolean[lanes.size()];
        boolean[] held = new boolean[lanes.size()];
        for (int i = 0; i < held.length; i++) {
            held[i] = cache.holds(i);
        }
        KnownUses.discardBits(upcoming(), 0, held, settings.slots(), bits);
        for (int i = 0; i < bits.length; i++) {
            cache.predict(i, bits[i]);
        }
    }

    /** The experts that somebody waits for, the most urgent first. */
    private int[] upcoming() {
        return IntStream.range(0, lanes.size())
                .filter(i -> lanes.get(i).size() > 0)
                .boxed()
                .sorted((a, b) -> Long.compare(lanes.get(a).deadline(), lanes.get(b).deadline()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private void loadNow(int expert, OpenExpert old) {
        close(old);
        Lane lane = lanes.get(expert);
        long start = nowMicros();
        OpenExpert open = null;
        String trouble = "";
        try {
            open = lane.openWarm(settings.maxBatch());
        } catch (RuntimeException | Error e) {
            LOG.warn("Expert {} cannot be opened", lane.model().name(), e);
            trouble =
                    "expert '"
                            + lane.model().name()
                            + "' cannot be opened: "
                            + (e instanceof Error ? e : e.getMessage());
        }
        synchronized (this) {
            loading = NO_ONE;
            if (open == null) {
                cache.drop(expert);
                lane.failed(trouble, nowMicros() + RETRY_MICROS);
            } else {
                loads++;
                lane.loaded(open, nowMicros() - start);
            }
            notifyAll();
        }
    }

    synchronized void took(int expert, long micros, int requests) {
        lanes.get(expert).took(micros, requests, nowMicros());
    }

    synchronized void computed(int expert) {
        running = NO_ONE;
        lanes.get(expert).computed(nowMicros());
        notifyAll();
    }

    synchronized EngineStatus status(PowerModel power, long now) {
        if (!fault.isEmpty()) {
            return new EngineStatus(List.of(), 0, 0);
        }
        List<HostedExpert> hosted = lanes.stream().map(lane -> lane.status(power, now)).toList();
        return new EngineStatus(hosted, queued, waitMicros(now));
    }

    /** When a new request would be answered, microseconds from now. */
    synchronized long completingMicros(int expert, long now) {
        return waitMicros(now) + lanes.get(expert).completing(now);
    }

    private long waitMicros(long now) {
        long wait = 0;
        for (Lane lane : lanes) {
            wait += lane.backlogMicros(settings.maxBatch(), now);
        }
        if (running != NO_ONE) {
            long computing = lanes.get(running).computing(runningSize, now);
            wait += Math.max(0, computing - (now - runningSince));
        }
        return wait;
    }

    /** The thread that computes has died: ends this, and gives those who wait. */
    List<Pending> died(String why) {
        List<Pending> left;
        synchronized (this) {
            fault = why;
            running = NO_ONE;
            left = takeAll();
            notifyAll();
            // In one step: a request that is offered from now on is refused, and so not forgotten.
            if (ended) {
                return left;
            }
            ended = true;
        }
        closeBehindLoads();
        return left;
    }

    /** Why nothing is computed any more; empty while all is well. */
    synchronized String fault() {
        return fault;
    }

    synchronized long loads() {
        return loads;
    }

    /** Ends it: {@link #next} gives what is left and then nothing more. */
    void end() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            notifyAll();
        }
        closeBehindLoads();
    }

    private void closeBehindLoads() {
        // Behind a load that is under way, whose expert is closed with the others.
        loader.execute(this::closeAll);
        loader.shutdown();
    }

    /** Waits until every expert is closed. */
    void awaitEnd() throws InterruptedException {
        while (!loader.awaitTermination(1, TimeUnit.MINUTES)) {
            LOG.warn("An expert takes long to be opened or closed");
        }
    }

    private void closeAll() {
        List<OpenExpert> open = new ArrayList<>();
        synchronized (this) {
            while (running != NO_ONE) {
                await(nowMicros());
            }
            lanes.forEach(lane -> open.add(lane.unload()));
        }
        open.forEach(Experts::close);
    }

    private List<Pending> takeAll() {
        List<Pending> left = new ArrayList<>();
        lanes.forEach(lane -> left.addAll(lane.take(lane.size())));
        queued = 0;
        return Collections.unmodifiableList(left);
    }

    private long[] deadlines() {
        return lanes.stream().mapToLong(Lane::deadline).toArray();
    }

    private boolean[] loaded() {
        boolean[] loaded = new boolean[lanes.size()];
        for (int i = 0; i < loaded.length; i++) {
            loaded[i] = lanes.get(i).isLoaded();
        }
        return loaded;
    }

    /** Waits for a change, until the earliest deadline is over, or until one is to be timed. */
    private void await(long now) {
        long earliest = ExpertBatching.NONE;
        for (Lane lane : lanes) {
            earliest = Math.min(earliest, Math.min(lane.deadline(), lane.idleUntilMicros()));
        }
        long micros = earliest == ExpertBatching.NONE ? 0 : Math.max(1_000, earliest - now);
        try {
            wait(micros / 1_000);
        } catch (InterruptedException e) {
            // Nobody interrupts these threads: they end by end().
            LOG.warn("An interrupt of an engine's thread was ignored");
        }
    }

    private static void close(OpenExpert expert) {
        if (expert == null) {
            return;
        }
        try {
            expert.close();
        } catch (RuntimeException | Error e) {
            LOG.warn("An expert could not be closed", e);
        }
    }

    static long nowMicros() {
        return System.nanoTime() / 1_000;
    }
}
