package io.sluice.kernel.tornado;

import io.sluice.kernel.tornado.graph.DeviceOffers;
import io.sluice.kernel.tornado.graph.VendorLibrary;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which libraries of NVIDIA's a device's stages call, and whether their runs are replayed as CUDA
 * graphs. TornadoVM has library calls on its CUDA back end alone and CUDA graphs on PTX as well.
 *
 * @param offers what is used
 * @param missing why a library that the back end could call is not, a sentence each
 */
record BackEndOffers(DeviceOffers offers, List<String> missing) {
    /** Where this is 0, NVIDIA's libraries never round factors to ten bits (TF32). */
    static final String TF32 = "NVIDIA_TF32_OVERRIDE";

    private static final Set<String> WITH_LIBRARIES = Set.of("cuda");
    private static final Set<String> WITH_GRAPHS = Set.of("cuda", "ptx");

    BackEndOffers {
        missing = List.copyOf(missing);
    }

    /** What this process can use of a device's back end. */
    static BackEndOffers of(String device, TornadoSettings settings) {
        return of(device, settings, BackEndOffers::problem, System.getenv(TF32));
    }

    /**
     * @param device its name, of which the first part is the back end
     * @param problem why a library cannot be called in this process, or nothing
     * @param tf32 the value of {@value #TF32}, or null
     */
    static BackEndOffers of(
            String device,
            TornadoSettings settings,
            Function<VendorLibrary, Optional<String>> problem,
            String tf32) {
        String backEnd = device.substring(0, device.indexOf(':'));
        Set<VendorLibrary> libraries = EnumSet.noneOf(VendorLibrary.class);
        List<String> missing = new ArrayList<>();
        if (settings.libraryTasks() && WITH_LIBRARIES.contains(backEnd)) {
            for (VendorLibrary library : VendorLibrary.values()) {
                Optional<String> reason = problem.apply(library).or(() -> precision(library, tf32));
                reason.ifPresentOrElse(
                        why -> missing.add(library + " is not used: " + why),
                        () -> libraries.add(library));
            }
        }
        boolean graphs = settings.cudaGraphs() && WITH_GRAPHS.contains(backEnd);
        return new BackEndOffers(new DeviceOffers(libraries, graphs), missing);
    }

    /** cuBLAS rounds factors only when asked to; cuDNN's convolutions do unless forbidden. */
    private static Optional<String> precision(VendorLibrary library, String tf32) {
        return library == VendorLibrary.CUDNN && !"0".equals(tf32)
                ? Optional.of(
                        "its convolutions may compute in TF32; start the process with "
                                + TF32
                                + "=0")
                : Optional.empty();
    }

    private static Optional<String> problem(VendorLibrary library) {
        try {
            Class.forName(library.type(), false, BackEndOffers.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.of(library.module() + " is not on the class path");
        }
        try {
            // TornadoVM does the same later, from the same class loader, where it is an error.
            System.loadLibrary(library.module());
            return Optional.empty();
        } catch (UnsatisfiedLinkError e) {
            return Optional.of(e.getMessage());
        }
    }
}
