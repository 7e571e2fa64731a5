package io.sluice.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the providers on the class path and chooses among them. */
public final class KernelProviders {
    /** The name that asks for the best provider available. */
    public static final String AUTO = "auto";

    /** The provider that has every operator and that the others are held to. */
    public static final String REFERENCE = "onnxruntime";

    /** Providers of this project that are jars of their own and may be on other machines only. */
    public static final List<String> OPTIONAL = List.of("tornado");

    private static final Logger LOG = LoggerFactory.getLogger(KernelProviders.class);

    private KernelProviders() {}

    /** All providers that could be loaded, the most preferred first. */
    public static List<KernelProvider> all() {
        List<KernelProvider> found = new ArrayList<>();
        var providers =
                ServiceLoader.load(KernelProvider.class, KernelProvider.class.getClassLoader())
                        .iterator();
        while (true) {
            // A provider built for a newer JDK, or with a missing library, fails in either call;
            // the others are still wanted.
            try {
                if (!providers.hasNext()) {
                    break;
                }
                found.add(providers.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                LOG.warn(
                        "A kernel provider on the class path could not be loaded: {}",
                        e.toString());
            }
        }
        found.sort(Comparator.comparingInt(KernelProvider::preference).reversed());
        return found;
    }

    /**
     * The provider to use.
     *
     * @param name a provider's name, or {@link #AUTO}
     * @throws KernelException when the named provider does not exist or is not available, or when
     *     none is; the message gives the reason and the remedy of each
     */
    public static KernelProvider choose(String name) {
        return choose(name, all());
    }

    static KernelProvider choose(String name, List<KernelProvider> providers) {
        return candidates(name, providers).get(0);
    }

    /**
     * The providers that a name stands for, in the order in which to try them; never empty.
     *
     * @param name a provider's name, or {@link #AUTO} for all that are available
     * @param providers those to choose among, the most preferred first
     * @throws KernelException as {@link #choose(String)} does
     */
    public static List<KernelProvider> candidates(String name, List<KernelProvider> providers) {
        List<KernelProvider> candidates = new ArrayList<>();
        for (KernelProvider provider : providers) {
            boolean asked = name.equals(AUTO) || name.equals(provider.name());
            if (asked && provider.availability().available()) {
                candidates.add(provider);
            }
        }
        if (candidates.isEmpty()) {
            throw new KernelException(
                    (name.equals(AUTO)
                                    ? "no kernel provider is available"
                                    : "the kernel provider '" + name + "' is not available")
                            + "; on the class path: "
                            + describe(providers));
        }
        return candidates;
    }

    /**
     * The provider of a name, available or not.
     *
     * @throws KernelException naming those on the class path
     */
    public static KernelProvider named(String name) {
        List<KernelProvider> all = all();
        return all.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new KernelException(
                                        "there is no kernel provider '"
                                                + name
                                                + "'; on the class path: "
                                                + describe(all)));
    }

    private static String describe(List<KernelProvider> providers) {
        if (providers.isEmpty()) {
            return "none";
        }
        List<String> lines = new ArrayList<>();
        for (KernelProvider provider : providers) {
            Availability is = provider.availability();
            lines.add(
                    provider.name()
                            + (is.available()
                                    ? " (available)"
                                    : " (" + is.detail() + "; " + is.remedy() + ")"));
        }
        return String.join(", ", lines);
    }
}
