package io.sluice.operators;

import io.sluice.gates.NamedBundle;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleException;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.testkit.PlainKernels;
import io.sluice.kernel.testkit.TestBundles;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * Opens the test ladder, and {@link #SECOND}, which takes class 3 for 4 at its first exit. Any
 * other is not to be found. What a message names is opened once the test lets it.
 */
public final class TestLadders implements BundleOpener {
    private static final long serialVersionUID = 1L;

    /** The second ladder's bundle. */
    public static final Bundle OTHER = TestBundles.ladder().version("2.0.0").misled(3, 4).open();

    public static final NamedBundle SECOND = new NamedBundle("/second", "", OTHER.hash(), 3);

    /** What was opened on behalf of a message, and on which thread, in order. */
    public static final List<String> OPENED = new CopyOnWriteArrayList<>();

    private static final Semaphore ENDED = new Semaphore(0);

    private static volatile CountDownLatch gate = new CountDownLatch(0);

    /** Forgets what was opened. */
    public static void forget() {
        OPENED.clear();
        ENDED.drainPermits();
    }

    /** From now on an opening waits until {@link #release}. */
    public static void hold() {
        gate = new CountDownLatch(1);
    }

    public static void release() {
        gate.countDown();
    }

    @Override
    public ActiveBundle open() {
        return acquire(TestBundles.ladder().open());
    }

    @Override
    public ActiveBundle open(NamedBundle bundle) {
        OPENED.add(bundle.uri() + " on " + Thread.currentThread().getName());
        try {
            awaitGate();
            return join(bundle);
        } finally {
            ENDED.release();
        }
    }

    /** As native code, which hears of no interrupt. */
    private static void awaitGate() {
        CountDownLatch now = gate;
        while (now.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    /** Waits until one more opening on behalf of a message has ended. */
    public static void awaitEnded() throws InterruptedException {
        ENDED.acquire();
    }

    @Override
    public ActiveBundle join(NamedBundle bundle) {
        if (bundle.isOfTheFile()) {
            return open();
        }
        if (!bundle.equals(SECOND)) {
            throw new BundleException(
                    BundleException.Category.FETCH, bundle.uri() + ": no such file or directory");
        }
        return acquire(OTHER);
    }

    private static ActiveBundle acquire(Bundle bundle) {
        return BundleHost.process().acquire(bundle, PlainKernels.NAME, null);
    }
}
