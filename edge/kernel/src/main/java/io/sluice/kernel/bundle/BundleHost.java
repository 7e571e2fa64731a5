package io.sluice.kernel.bundle;

import io.sluice.kernel.KernelException;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.KernelProviders;
import io.sluice.kernel.fallback.CheckTimer;
import io.sluice.kernel.fallback.Substitutes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open bundles of the process: each is opened once per provider and device, however many slots
 * use it. Thread-safe.
 *
 * <p>Owned state: one entry per (bundle hash, provider, device) with the number of its leases. An
 * entry is there from the first {@link #acquire} until its last lease is closed or its opening
 * failed; failures are not remembered.
 */
public final class BundleHost {
    private static final Logger LOG = LoggerFactory.getLogger(BundleHost.class);
    private static final BundleHost PROCESS =
            new BundleHost(KernelProviders::all, CheckTimer.process());

    private record Key(String hash, String provider, String device) {}

    private static final class Entry {
        final CompletableFuture<OpenLadder> ladder = new CompletableFuture<>();
        int leases;
    }

    private final Supplier<List<KernelProvider>> providers;
    private final CheckTimer timer;
    private final Map<Key, Entry> entries = new HashMap<>();

    /** A host with providers of its own, for tests. */
    public BundleHost(List<KernelProvider> providers) {
        this(providers, CheckTimer.process());
    }

    /** A host with providers and a timer of its own, for tests. */
    public BundleHost(List<KernelProvider> providers, CheckTimer timer) {
        this(() -> providers, timer);
    }

    private BundleHost(Supplier<List<KernelProvider>> providers, CheckTimer timer) {
        this.providers = providers;
        this.timer = timer;
    }

    /** The host of this process, with the providers on the class path. */
    public static BundleHost process() {
        return PROCESS;
    }

    /**
     * Opens a bundle, or joins those who have it open. The first caller opens the stages, checks
     * shapes and golden vectors at batch 1 and n, and so warms them; others wait for it.
     *
     * <p>A stage with an operator that the provider lacks is opened by the next one that can, as
     * {@link ActiveBundle#placement} says; and when a device is lost in mid-run, the others finish
     * its batches until it is back. Neither replaces a provider that was named and is not
     * available.
     *
     * @param provider a provider's name, or {@code auto}: the most preferred one that is available
     *     and can open the stages
     * @param device one of the provider's, or null for its first
     * @throws BundleException when the bundle fails a check; nothing stays open
     * @throws KernelException when the provider is not available or cannot open a stage
     */
    public ActiveBundle acquire(Bundle bundle, String provider, String device) {
        List<KernelProvider> all = providers.get();
        List<KernelProvider> candidates = KernelProviders.candidates(provider, all);
        for (int i = 0; ; i++) {
            KernelProvider candidate = candidates.get(i);
            try {
                return acquire(bundle, candidate, device, others(all, candidate));
            } catch (KernelException e) {
                if (i == candidates.size() - 1) {
                    throw e;
                }
                LOG.warn(
                        "{} cannot run bundle {}, trying {}: {}",
                        candidate.name(),
                        bundle,
                        candidates.get(i + 1).name(),
                        e.getMessage());
            }
        }
    }

    /**
     * Joins those who have a bundle open, if any have; nothing is read or opened. Waits for one
     * that is being opened.
     *
     * @param provider as for {@link #acquire}
     * @param device as for {@link #acquire}
     */
    public Optional<ActiveBundle> join(String hash, String provider, String device) {
        for (KernelProvider candidate : KernelProviders.candidates(provider, providers.get())) {
            Key key = key(hash, candidate, device);
            Entry entry;
            synchronized (this) {
                entry = entries.get(key);
                if (entry == null) {
                    continue;
                }
                entry.leases++;
            }
            return Optional.of(lease(key, entry));
        }
        return Optional.empty();
    }

    /** The number of leases that are held on all bundles. */
    public synchronized int leases() {
        return entries.values().stream().mapToInt(entry -> entry.leases).sum();
    }

    private static Substitutes others(List<KernelProvider> all, KernelProvider chosen) {
        return new Substitutes(all.stream().filter(provider -> provider != chosen).toList());
    }

    private ActiveBundle acquire(
            Bundle bundle, KernelProvider provider, String asked, Substitutes others) {
        Key key = key(bundle.hash(), provider, asked);
        Entry entry;
        boolean first;
        synchronized (this) {
            first = !entries.containsKey(key);
            entry = entries.computeIfAbsent(key, k -> new Entry());
            entry.leases++;
        }
        if (first) {
            open(new LadderOpener(bundle, provider, key.device(), others, timer), key, entry);
        }
        return lease(key, entry);
    }

    private static Key key(String hash, KernelProvider provider, String device) {
        return new Key(hash, provider.name(), device == null ? provider.devices().get(0) : device);
    }

    private ActiveBundle lease(Key key, Entry entry) {
        OpenLadder ladder = await(key, entry);
        return new ActiveBundle(ladder, () -> release(key, entry));
    }

    private void open(LadderOpener opener, Key key, Entry entry) {
        try {
            entry.ladder.complete(opener.open());
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                entries.remove(key, entry);
            }
            entry.ladder.completeExceptionally(e);
        }
    }

    private OpenLadder await(Key key, Entry entry) {
        try {
            return entry.ladder.get();
        } catch (InterruptedException e) {
            // Whoever opens it may not be done: the lease is given back when that has ended.
            entry.ladder.whenComplete((ladder, failure) -> release(key, entry));
            Thread.currentThread().interrupt();
            throw new KernelException("interrupted while bundle " + key.hash() + " was opened", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    private void release(Key key, Entry entry) {
        synchronized (this) {
            entry.leases--;
            if (entry.leases > 0 || !entries.remove(key, entry)) {
                return;
            }
        }
        entry.ladder.join().close();
    }
}
