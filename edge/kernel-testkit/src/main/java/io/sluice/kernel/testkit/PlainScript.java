package io.sluice.kernel.testkit;

import io.sluice.kernel.DeviceLostException;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.UnsupportedStageException;
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
    private String unsupported = "";
    private String skewed = "";
    private long loseAt;
    private boolean lost;
    private int losses;
    private int refusedOpenings;
    private long callAt;
    private Runnable call;
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
        unsupported = "";
        skewed = "";
        loseAt = 0;
        lost = false;
        refusedOpenings = 0;
        callAt = 0;
        opened = 0;
        closed = 0;
    }

    /** Fails the k-th run from now, counting from 1; later ones succeed. */
    public synchronized void failOnRun(long k) {
        failAt = runs + k;
    }

    /** Fails every run from the k-th from now on, whatever is opened anew. */
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

    /** Says of stages whose name contains the text that it has not the operators for them. */
    public synchronized void lackOperatorsOf(String part) {
        unsupported = part;
    }

    /** Adds 1 to all that stages compute whose name contains the text. */
    public synchronized void skewResultsOf(String part) {
        skewed = part;
    }

    synchronized float skew(String stage) {
        return !skewed.isEmpty() && stage.contains(skewed) ? 1 : 0;
    }

    /**
     * Loses the device at the k-th run from now: that run, every later one and every opening fails
     * until {@link #bringBack}.
     */
    public synchronized void loseDeviceOnRun(long k) {
        loseAt = runs + k;
    }

    /** The device is there again. Stages that were open when it was lost stay lost. */
    public synchronized void bringBack() {
        lost = false;
    }

    /** Calls back in the middle of the k-th run from now, on its thread. */
    public synchronized void callOnRun(long k, Runnable callback) {
        callAt = runs + k;
        call = callback;
    }

    /** How often a stage was to be opened while the device was lost. */
    public synchronized int refusedOpenings() {
        return refusedOpenings;
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

    /** Counts an opening; gives how often the device was lost before. */
    synchronized int opening(String stage) {
        if (lost) {
            refusedOpenings++;
            throw new DeviceLostException(stage + ": the script has lost the device");
        }
        if (!unsupported.isEmpty() && stage.contains(unsupported)) {
            throw new UnsupportedStageException(stage + ": the script has no operator for it");
        }
        if (!refused.isEmpty() && stage.contains(refused)) {
            throw new KernelException(stage + ": the script refuses to open it");
        }
        opened++;
        return losses;
    }

    synchronized void closing() {
        closed++;
    }

    /**
     * Counts a run and fails it when that is its turn; gives the marker to look for, or -1.
     *
     * @param openedAfter how often the device had been lost when the stage was opened
     */
    int running(String stage, int batch, int openedAfter) {
        Runnable due;
        int found;
        synchronized (this) {
            found = count(stage, batch, openedAfter);
            due = runs == callAt ? call : () -> {};
        }
        due.run();
        return found;
    }

    private int count(String stage, int batch, int openedAfter) {
        runs++;
        batches.add(batch);
        if (runs == loseAt) {
            lost = true;
            losses++;
        }
        if (lost || openedAfter < losses) {
            throw new DeviceLostException(stage + ": the script loses the device");
        }
        if (runs == failAt || failFrom > 0 && runs >= failFrom) {
            throw new KernelException(stage + ": the script fails run " + runs);
        }
        return marker;
    }
}
