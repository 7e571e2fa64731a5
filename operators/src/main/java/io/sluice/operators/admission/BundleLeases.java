package io.sluice.operators.admission;

import io.sluice.gates.NamedBundle;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.operators.BundleOpener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Keeps open what the epochs of a task need, and opens what a control message names beside the
 * stream.
 *
 * <p><b>Owned state:</b> a lease by bundle hash. <b>Threading:</b> the task's thread; an opening
 * has a daemon thread of its own, {@code sluice-bundle-opener}. <b>Life cycle:</b> {@link #close}
 * waits for no opening: its lease ends when it is done.
 */
final class BundleLeases implements AutoCloseable {
    private final BundleOpener opener;
    private final Map<String, ActiveBundle> leases = new HashMap<>();
    private CompletableFuture<ActiveBundle> opening;
    private Thread thread;

    /**
     * @param opener null where no message may name a bundle; nothing is kept open then
     */
    BundleLeases(BundleOpener opener) {
        this.opener = opener;
    }

    boolean isOpen(NamedBundle bundle) {
        return opener == null || leases.containsKey(bundle.hash());
    }

    /** Opens a bundle that the job has accepted before, and waits for it. */
    void join(NamedBundle bundle) {
        if (!isOpen(bundle)) {
            leases.put(bundle.hash(), opener.join(bundle));
        }
    }

    /** Begins to open a bundle, while no other is being opened. */
    void begin(NamedBundle bundle) {
        CompletableFuture<ActiveBundle> begun = new CompletableFuture<>();
        opening = begun;
        thread = new Thread(() -> open(bundle, begun), "sluice-bundle-opener");
        thread.setDaemon(true);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.start();
    }

    private void open(NamedBundle bundle, CompletableFuture<ActiveBundle> begun) {
        try {
            begun.complete(opener.open(bundle));
        } catch (RuntimeException | Error e) {
            begun.completeExceptionally(e);
        }
    }

    /** Whether the opening that was begun has ended, well or not. */
    boolean hasEnded() {
        return opening.isDone();
    }

    /** Waits until it has. */
    void await() throws InterruptedException {
        thread.join();
    }

    /**
     * Takes what was opened.
     *
     * @throws CompletionException when that failed, with the reason as its cause
     */
    void take(NamedBundle bundle) {
        CompletableFuture<ActiveBundle> ended = opening;
        opening = null;
        leases.put(bundle.hash(), ended.join());
    }

    /** Ends the leases on all bundles but these. */
    void keep(List<NamedBundle> needed) {
        List<String> hashes = needed.stream().map(NamedBundle::hash).toList();
        leases.entrySet()
                .removeIf(
                        lease -> {
                            boolean isLeft = !hashes.contains(lease.getKey());
                            if (isLeft) {
                                lease.getValue().close();
                            }
                            return isLeft;
                        });
    }

    @Override
    public void close() {
        keep(List.of());
        if (opening != null) {
            thread.interrupt();
            opening.thenAccept(ActiveBundle::close);
        }
    }
}
