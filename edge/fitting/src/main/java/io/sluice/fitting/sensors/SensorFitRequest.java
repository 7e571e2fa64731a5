package io.sluice.fitting.sensors;

import io.sluice.gates.fit.SplitShares;
import io.sluice.gates.sensors.fit.SensorFitSettings;
import io.sluice.kernel.bundle.BundleFiles;

/**
 * What a fit of sensor gates is asked for.
 *
 * @param bundle the sensor bundle that gets the gates
 * @param version of the new bundle
 * @param source the data set in words
 * @param recording what its stems and branches gave
 * @param split how keys are divided
 * @param byTime whether the rows of each key are divided into blocks of time in place of keys; one
 *     key alone always is
 * @param gapTicks what is left out between such blocks
 * @param settings of the fit
 * @param costsSource what the energies are, in words
 */
public record SensorFitRequest(
        BundleFiles bundle,
        String version,
        String source,
        SensorRecorder.Recording recording,
        SplitShares split,
        boolean byTime,
        long gapTicks,
        SensorFitSettings settings,
        String costsSource) {}
