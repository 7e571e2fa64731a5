package io.sluice.kernel.testkit;

import io.sluice.kernel.Availability;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import java.util.List;

/**
 * A provider in plain Java, for tests without a native library: it computes the operators of {@link
 * OnnxGraphs} row by row, so that a row's result never depends on its batch, and it fails when its
 * {@link PlainScript} says so.
 *
 * <p>On the class path it is found by the name {@value #NAME}, below every real provider, and
 * follows {@link PlainScript#process}. A test that wants its own makes one with a script.
 */
public final class PlainKernels implements KernelProvider {
    public static final String NAME = "plain";
    public static final String DEVICE = "java";

    private final String name;
    private final PlainScript script;

    /** As {@link java.util.ServiceLoader} makes it: scripted by {@link PlainScript#process}. */
    public PlainKernels() {
        this(PlainScript.process());
    }

    public PlainKernels(PlainScript script) {
        this(NAME, script);
    }

    /** One of several, to be told apart by name. */
    public PlainKernels(String name, PlainScript script) {
        this.name = name;
        this.script = script;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int preference() {
        return -100;
    }

    @Override
    public Availability availability() {
        return Availability.yes("plain Java, for tests");
    }

    @Override
    public List<String> devices() {
        return List.of(DEVICE);
    }

    @Override
    public StageKernel open(StageModel model, String device) {
        if (!DEVICE.equals(device)) {
            throw new KernelException(
                    model.name()
                            + ": "
                            + name
                            + " has no device '"
                            + device
                            + "'; it has: "
                            + DEVICE);
        }
        PlainGraph graph = PlainGraph.of(model);
        int openedAfter = script.opening(model.name());
        return new PlainStage(model, graph, script, name + "/" + DEVICE, openedAfter);
    }
}
