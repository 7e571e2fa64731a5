package io.sluice.kernel.costs;

import java.util.Locale;

/** Names of classes of machines on which a bundle costs the same. */
public final class DeviceClass {
    public static final String FORM = "1 to 100 of a-z A-Z 0-9 . _ -, the first no dot";

    private static final String NAME = "[a-zA-Z0-9_-][a-zA-Z0-9._-]{0,99}";

    private DeviceClass() {}

    /**
     * What this machine counts as when nobody says otherwise: architecture, processors, provider
     * and device, such as {@code amd64-2-onnxruntime-cpu}.
     *
     * @param device provider and device, such as {@code onnxruntime/cpu}
     */
    public static String ofThisMachine(String device) {
        String name =
                System.getProperty("os.arch")
                        + "-"
                        + Runtime.getRuntime().availableProcessors()
                        + "-"
                        + device;
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-");
    }

    public static boolean isValid(String name) {
        return name.matches(NAME);
    }

    static void require(String name) {
        if (!isValid(name)) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no device class, expected " + FORM);
        }
    }
}
