package io.sluice.kernel.tornado;

import io.sluice.kernel.KernelException;
import io.sluice.kernel.tornado.graph.DeviceClass;
import io.sluice.kernel.tornado.graph.DeviceLimits;
import io.sluice.kernel.tornado.graph.DeviceOffers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/**
 * The devices that TornadoVM sees. Loaded only once TornadoVM is known to be there.
 *
 * <p>Owned state: the devices that stages were opened on, with their threads; they stay.
 */
final class TornadoDevices {
    private static final Logger LOG = LoggerFactory.getLogger(TornadoDevices.class);
    private static final Map<String, OpenDevice> OPEN = new LinkedHashMap<>();

    private TornadoDevices() {}

    /** All devices, the default one first. Starts TornadoVM's runtime. */
    static List<DeviceDescription> list() {
        List<DeviceDescription> devices = new ArrayList<>();
        all().forEach((name, device) -> devices.add(description(name, device)));
        devices.sort(Comparator.comparingInt(DeviceDescription::rank));
        return List.copyOf(devices);
    }

    /** A device by name; settings hold from the first use of a device on. */
    static synchronized OpenDevice open(String name, TornadoSettings settings) {
        OpenDevice open = OPEN.get(name);
        if (open == null) {
            TornadoDevice device = all().get(name);
            if (device == null) {
                throw new KernelException("the device " + name + " is there no longer");
            }
            DeviceThread thread = new DeviceThread(name);
            MemoryBudget memory = new MemoryBudget(settings.memory());
            BackEndOffers back = BackEndOffers.of(name, settings);
            back.missing().forEach(reason -> LOG.warn("{}: {}", name, reason));
            open = new OpenDevice(name, device, limits(device, back.offers()), thread, memory);
            OPEN.put(name, open);
        }
        return open;
    }

    private static Map<String, TornadoDevice> all() {
        // Threads that the runtime starts inherit the loader, and would keep a job's.
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            return enumerate(TornadoRuntimeProvider.getTornadoRuntime());
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    private static Map<String, TornadoDevice> enumerate(TornadoRuntime runtime) {
        Map<String, TornadoDevice> devices = new LinkedHashMap<>();
        for (int i = 0; i < runtime.getNumBackends(); i++) {
            TornadoBackend backend = runtime.getBackend(i);
            String kind = backend.getBackendType().name().toLowerCase(Locale.ROOT);
            for (int j = 0; j < backend.getNumDevices(); j++) {
                devices.put(kind + ":" + i + ":" + j, backend.getDevice(j));
            }
        }
        return devices;
    }

    private static DeviceDescription description(String name, TornadoDevice device) {
        return new DeviceDescription(
                name,
                kind(device),
                device.getPhysicalDevice().getDeviceName().strip()
                        + ", "
                        + device.getPlatformName().strip());
    }

    /** TornadoVM's OpenCL back end calls FPGAs accelerators, and knows them by their platform. */
    private static String kind(TornadoDevice device) {
        return device.getDeviceContext().isPlatformFPGA()
                ? TornadoDeviceType.FPGA.name()
                : device.getDeviceType().name();
    }

    private static DeviceLimits limits(TornadoDevice device, DeviceOffers offers) {
        long groupItems = device.getPhysicalDevice().getDeviceMaxWorkGroupSize()[0];
        return new DeviceLimits(
                device.getDeviceType() == TornadoDeviceType.CPU ? DeviceClass.CPU : DeviceClass.GPU,
                groupItems,
                device.getDeviceMaxWorkgroupDimensions(),
                device.getDeviceLocalMemorySize(),
                offers);
    }
}
