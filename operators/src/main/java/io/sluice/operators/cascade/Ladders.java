package io.sluice.operators.cascade;

import io.sluice.gates.NamedBundle;
import io.sluice.kernel.bundle.ActiveBundle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ladders that a task's events are pinned to, side by side: usually one, two while one bundle
 * follows another.
 *
 * <p><b>Owned state:</b> a {@link Ladder} for each bundle. <b>Life cycle:</b> one is opened when it
 * is heard that events may be pinned to it, and closed when it is heard that no later one can be:
 * those before are run to their end first. Not thread-safe.
 */
final class Ladders implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ladders.class);

    private final Function<NamedBundle, ActiveBundle> opener;
    private final BiFunction<NamedBundle, ActiveBundle, Ladder> factory;
    private final Departures departures;
    private final NewestCosts costs;

    /** An array, as it is gone through for every event. */
    private Ladder[] ladders = {};

    /**
     * @param opener opens a bundle that the job has accepted
     * @param factory makes its ladder
     * @param departures where the events of all leave
     * @param costs told those of the newest bundle
     */
    Ladders(
            Function<NamedBundle, ActiveBundle> opener,
            BiFunction<NamedBundle, ActiveBundle, Ladder> factory,
            Departures departures,
            NewestCosts costs) {
        this.opener = opener;
        this.factory = factory;
        this.departures = departures;
        this.costs = costs;
    }

    /** What runs the events of a bundle. */
    Cascade of(NamedBundle bundle) {
        return ladder(bundle).cascade();
    }

    private Ladder ladder(NamedBundle bundle) {
        for (Ladder ladder : ladders) {
            if (ladder.bundle().isSame(bundle)) {
                return ladder;
            }
        }
        return open(bundle);
    }

    private Ladder open(NamedBundle bundle) {
        ActiveBundle lease = opener.apply(bundle);
        try {
            Ladder ladder = factory.apply(bundle, lease);
            ladders = Arrays.copyOf(ladders, ladders.length + 1);
            ladders[ladders.length - 1] = ladder;
            return ladder;
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    /**
     * Opens what is needed from now on, and closes the rest.
     *
     * @param needed the newest last
     */
    void keep(List<NamedBundle> needed) {
        for (NamedBundle bundle : needed) {
            costs.are(ladder(bundle).costs());
        }
        List<Ladder> kept = new ArrayList<>();
        for (Ladder ladder : ladders) {
            if (needed.stream().anyMatch(ladder.bundle()::isSame)) {
                kept.add(ladder);
            } else {
                ladder.cascade().drain();
                ladder.close();
                LOG.info("The last event of bundle {} has left", ladder.lease().bundle());
            }
        }
        ladders = kept.toArray(Ladder[]::new);
    }

    /** When the next batch is due, milliseconds since the epoch; Long.MAX_VALUE when none is. */
    long nextFlushMillis() {
        long next = Long.MAX_VALUE;
        for (Ladder ladder : ladders) {
            next = Math.min(next, ladder.cascade().nextFlushMillis());
        }
        return next;
    }

    /** Runs the batches that are due. */
    void flush(long nowMillis) {
        for (Ladder ladder : ladders) {
            ladder.cascade().flush(nowMillis);
        }
    }

    /** Runs everything to its end: afterwards nothing is in flight. */
    void drain() {
        for (Ladder ladder : ladders) {
            ladder.cascade().drain();
        }
        if (departures.size() != 0) {
            throw new IllegalStateException(departures.size() + " events are left after a drain");
        }
    }

    @Override
    public void close() {
        for (Ladder ladder : ladders) {
            ladder.close();
        }
        ladders = new Ladder[0];
    }
}
