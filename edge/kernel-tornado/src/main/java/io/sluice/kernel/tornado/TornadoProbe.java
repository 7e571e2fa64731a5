package io.sluice.kernel.tornado;

import io.sluice.kernel.Availability;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Whether TornadoVM works here, and on which devices.
 *
 * @param availability the answer, with reason and remedy when it does not
 * @param devices the default one first; empty when it does not
 */
record TornadoProbe(Availability availability, List<DeviceDescription> devices) {
    private static final String DRIVERS =
            "install the driver of a device (an OpenCL runtime that `clinfo` lists) for this"
                    + " TornadoVM's back end";

    private static final String PROPERTY = "correct or remove the system property";

    static TornadoProbe probe() {
        return probe(JvmCheck::problem, TornadoDevices::list);
    }

    static TornadoProbe probe(
            Supplier<Optional<Availability>> jvm, Supplier<List<DeviceDescription>> lister) {
        try {
            TornadoSettings.configured();
            BoardSettings.configured();
        } catch (IllegalArgumentException e) {
            return no(Availability.no(e.getMessage(), PROPERTY));
        }
        return jvm.get().map(TornadoProbe::no).orElseGet(() -> devices(lister));
    }

    private static TornadoProbe devices(Supplier<List<DeviceDescription>> lister) {
        try {
            return of(lister.get());
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // TornadoVM throws errors of its own, which a class without it cannot name.
            return no(Availability.no("TornadoVM does not start: " + cause(e), DRIVERS));
        }
    }

    private static TornadoProbe of(List<DeviceDescription> devices) {
        if (devices.isEmpty()) {
            return no(Availability.no("TornadoVM finds a driver but no device", DRIVERS));
        }
        String names =
                devices.stream().map(DeviceDescription::toString).collect(Collectors.joining("; "));
        String board = BoardSettings.configured().device();
        if (!board.isEmpty() && devices.stream().noneMatch(d -> d.name().equals(board))) {
            String reason = BoardSettings.DEVICE + ": '" + board + "'; expected one of " + names;
            return no(Availability.no(reason, PROPERTY));
        }
        String detail = "TornadoVM " + TornadoOptions.TORNADO + ": " + names;
        return new TornadoProbe(Availability.yes(detail), devices);
    }

    private static Throwable cause(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return last;
    }

    private static TornadoProbe no(Availability availability) {
        return new TornadoProbe(availability, List.of());
    }
}
