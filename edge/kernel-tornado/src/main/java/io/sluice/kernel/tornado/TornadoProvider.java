package io.sluice.kernel.tornado;

import io.sluice.kernel.Availability;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs stages as TornadoVM task graphs: on GPUs and OpenCL processors.
 *
 * <p>Mentions no class of TornadoVM; on a JVM that cannot run it, {@link #availability} says why
 * and what to do.
 */
public final class TornadoProvider implements KernelProvider {
    /** The name that users write. */
    public static final String NAME = "tornado";

    /** Above ONNX Runtime on the processor. */
    private static final int WITH_ACCELERATOR = 20;

    /** Below it: OpenCL on a processor is correct and slower. */
    private static final int WITHOUT_ACCELERATOR = 5;

    private TornadoProbe probe;

    private synchronized TornadoProbe probe() {
        if (probe == null) {
            probe = TornadoProbe.probe();
        }
        return probe;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int preference() {
        List<DeviceDescription> devices = probe().devices();
        boolean accelerates = !devices.isEmpty() && devices.get(0).accelerates();
        return accelerates ? WITH_ACCELERATOR : WITHOUT_ACCELERATOR;
    }

    @Override
    public Availability availability() {
        return probe().availability();
    }

    @Override
    public List<String> devices() {
        return probe().devices().stream().map(DeviceDescription::name).toList();
    }

    @Override
    public StageKernel open(StageModel model, String device) {
        Availability is = availability();
        if (!is.available()) {
            throw new KernelException(
                    model.name() + ": tornado: " + is.detail() + "; " + is.remedy());
        }
        return TornadoStages.open(model, description(model, device), TornadoSettings.configured());
    }

    private DeviceDescription description(StageModel model, String device) {
        return probe().devices().stream()
                .filter(known -> known.name().equals(device))
                .findFirst()
                .orElseThrow(
                        () ->
                                new KernelException(
                                        model.name()
                                                + ": tornado has no device '"
                                                + device
                                                + "'; it has: "
                                                + String.join(", ", devices())));
    }

    @Override
    public List<String> javaOptions(Path libraries) {
        return TornadoOptions.of(
                Runtime.version().feature(), libraries, TornadoOptions.nativeFolder(libraries));
    }
}
