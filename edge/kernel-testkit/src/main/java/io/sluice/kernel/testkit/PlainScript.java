package io.sluice.kernel.testkit;

import io.sluice.kernel.KernelException;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@link PlainKernels} is to do wrong, and what it has done. Thread-safe.
 *
 * <p>Life cycle: one per process for the provider that is found by name; a test that uses it calls
 * {@link #reset} before and after. Or one of its own for {@code new PlainKernels(script)}.
 */
public final class PlainScript {
    private static final PlainScript PROCESS = new PlainScript();

    private final List<Integer> batches = new ArrayList<>();
    private long runs;
    private long failAt;
    private long failFrom;
    private int marker = -1;
    private String refused = "";
    private int opened;
    private int closed;

    /** The script of the provider that is found by name. */
    public static PlainScript process() {
        return PROCESS;
    }

    /** Forgets all counts and failures. Stages that are open stay open. */
    public synchronized void reset() {
        batches.clear();
        runs = 0;
        failAt = 0;
        failFrom = 0;
        marker = -1;
        refused = "";
        opened = 0;
        closed = 0;
    }

    /** Fails the k-th run from now, counting from 1; later ones succeed. */
    public synchronized void failOnRun(long k) {
        failAt = runs + k;
    }

    /** Fails every run from the k-th from now on: a provider lost mid-run. */
    public synchronized void failFromRun(long k) {
        failFrom = runs + k;
    }

    /** Fails every run whose first input has a byte of this value in any of its rows. */
    public synchronized void failOnMarker(int value) {
        marker = value & 0xff;
    }

    /** Refuses to open stages whose name contains the text. */
    public synchronized void refuseToOpen(String part) {
        refused = part;
    }

    /** The number of runs so far, failed ones included. */
    public synchronized long runs() {
        return runs;
    }

    /** The sizes of all batches that were run, in order. */
    public synchronized List<Integer> batches() {
        return List.copyOf(batches);
    }

    /** How many stages were opened since the last reset. */
    public synchronized int opened() {
        return opened;
    }

    /** How many stages were closed since the last reset. */
    public synchronized int closed() {
        return closed;
    }

    synchronized void opening(String stage) {
        if (!refused.isEmpty() && stage.contains(refused)) {
            throw new KernelException(stage + ": the script refuses to open it");
        }
        opened++;
    }

    synchronized void closing() {
        closed++;
    }

    /** Counts a run and fails it when that is its turn; gives the marker to look for, or -1. */
    synchronized int running(String stage, int batch) {
        runs++;
        batches.add(batch);
        if (runs == failAt || failFrom > 0 && runs >= failFrom) {
            throw new KernelException(stage + ": the script fails run " + runs);
        }
        return marker;
    }
}
