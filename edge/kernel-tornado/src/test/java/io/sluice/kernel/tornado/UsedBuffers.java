package io.sluice.kernel.tornado;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.drivers.common.TornadoBufferProvider;
import uk.ac.manchester.tornado.drivers.opencl.OCLDeviceContextInterface;

/** How many device buffers TornadoVM holds to be in use, which no public method of it tells. */
final class UsedBuffers {
    private UsedBuffers() {}

    static int on(TornadoDevice device) {
        OCLDeviceContextInterface context = (OCLDeviceContextInterface) device.getDeviceContext();
        try {
            Field used = TornadoBufferProvider.class.getDeclaredField("usedBuffers");
            used.setAccessible(true);
            Map<?, ?> byAccess = (Map<?, ?>) used.get(context.getBufferProvider());
            return byAccess.values().stream().mapToInt(each -> ((Collection<?>) each).size()).sum();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
