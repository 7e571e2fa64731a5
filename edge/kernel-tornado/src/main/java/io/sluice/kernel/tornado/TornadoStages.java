package io.sluice.kernel.tornado;

import io.sluice.kernel.Bitstream;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.UnsupportedStageException;
import io.sluice.kernel.tornado.graph.PrebuiltKernel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens stages. Loaded only once TornadoVM is known to be there. */
final class TornadoStages {
    private static final Logger LOG = LoggerFactory.getLogger(TornadoStages.class);

    private TornadoStages() {}

    static StageKernel open(StageModel model, DeviceDescription device, TornadoSettings settings) {
        // A stage that cannot be run is refused before a device is touched.
        PlanSource source = source(model, device, settings);
        OpenDevice open = TornadoDevices.open(device.name(), settings);
        return open(model, open, settings, source, () -> source(model, device, settings));
    }

    /**
     * @param again makes the source anew, for a device that cannot replay runs as CUDA graphs
     */
    static StageKernel open(
            StageModel model,
            OpenDevice device,
            TornadoSettings settings,
            PlanSource source,
            Supplier<PlanSource> again) {
        try {
            return open(model, device, settings, source);
        } catch (UnsupportedStageException e) {
            if (!device.limits().offers().executionGraphs()) {
                throw e;
            }
            LOG.warn("{} is not replayed as a CUDA graph on {}", model.name(), device.name(), e);
            return open(model, device.stepByStep(), settings, again.get());
        }
    }

    private static StageKernel open(
            StageModel model, OpenDevice device, TornadoSettings settings, PlanSource source) {
        PlanCache.Lease lease = PlanCache.process().lease(model, device, settings, source);
        try {
            lease.plans().prepare(1);
            return new TornadoStage(model, lease);
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
    }

    static PlanSource source(StageModel model, DeviceDescription device, TornadoSettings settings) {
        int most = Collections.max(settings.batchSizes());
        Optional<Bitstream> bitstream =
                BitstreamChoice.of(model, device, BoardSettings.configured(), most);
        if (bitstream.isEmpty()) {
            return new GraphSource(model);
        }
        return new BitstreamSource(model, bitstream.get(), given(model, device, bitstream.get()));
    }

    /** On an FPGA, the file that TornadoVM was told of when it started. */
    private static Optional<Path> given(
            StageModel model, DeviceDescription device, Bitstream bitstream) {
        if (!device.isFpga()) {
            return Optional.empty();
        }
        String task = PrebuiltKernel.fullName(BitstreamSource.task(bitstream));
        FpgaCommandLine commandLine = new FpgaCommandLine(System::getProperty);
        return Optional.of(commandLine.require(model.name(), bitstream, task, device.name()));
    }
}
