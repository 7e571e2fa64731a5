package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assumptions.assumeThat;

/** The device that tests run on. Without one they are skipped, and counted as skipped. */
final class OpenClDevice {
    /** The system property that names another device than the default one. */
    static final String PROPERTY = "sluice.test.device";

    private static final TornadoProvider PROVIDER = new TornadoProvider();

    private OpenClDevice() {}

    /** The provider, where there is a device. */
    static TornadoProvider provider() {
        assumeThat(PROVIDER.availability().available())
                .as(PROVIDER.availability().toString())
                .isTrue();
        return PROVIDER;
    }

    /** The name of the default device, or of the one that was asked for. */
    static String name() {
        return System.getProperty(PROPERTY, provider().devices().get(0));
    }

    static OpenDevice open() {
        return TornadoDevices.open(name(), TornadoSettings.configured());
    }
}
