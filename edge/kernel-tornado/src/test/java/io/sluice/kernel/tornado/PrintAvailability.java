package io.sluice.kernel.tornado;

import io.sluice.kernel.KernelProvider;
import java.util.ServiceLoader;

/** Prints what the provider says of its process, found as any other is. For tests that fork. */
final class PrintAvailability {
    private PrintAvailability() {}

    public static void main(String[] arguments) {
        for (KernelProvider provider : ServiceLoader.load(KernelProvider.class)) {
            if (provider.name().equals(TornadoProvider.NAME)) {
                System.out.println(provider.availability());
                System.out.println(provider.devices() + " " + provider.preference());
            }
        }
    }
}
