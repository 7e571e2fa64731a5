package io.sluice.cli.doctor;

import io.sluice.energy.EnergySource;
import io.sluice.energy.EnergySources;
import io.sluice.kernel.Availability;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.KernelProviders;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Looks at what this machine can and cannot do for Sluice. */
public final class Doctor {
    /** What the launcher found out about TornadoVM; see edge/kernel-tornado/available. */
    private static final String TORNADO = "sluice.tornado";

    private static final long MEGABYTE = 1L << 20;
    private static final int KAFKA_TIMEOUT_MILLIS = 5_000;

    /**
     * Looks at everything.
     *
     * @param bootstrapServers a Kafka cluster to try, or null for none
     */
    public List<Finding> examine(String bootstrapServers) {
        List<Finding> findings = new ArrayList<>();
        findings.add(java(Runtime.version().feature()));
        findings.add(memory());
        List<KernelProvider> providers = KernelProviders.all();
        findings.addAll(providers(providers));
        if (providers.stream().noneMatch(provider -> provider.name().equals("tornado"))) {
            findings.add(tornado(System.getProperty(TORNADO)));
        }
        findings.add(kafka(bootstrapServers));
        findings.addAll(energy(EnergySources.ofThisMachine()));
        return findings;
    }

    static Finding java(int feature) {
        String found = "Java " + Runtime.version();
        if (feature < 17) {
            return Finding.problem("java", found, "install a JDK of version 17 or later");
        }
        return Finding.ok(
                "java",
                found
                        + (feature > 21
                                ? " (Flink lists 17 and 21; Sluice's tests also run on 25)"
                                : ""));
    }

    private static Finding memory() {
        long heap = Runtime.getRuntime().maxMemory() / MEGABYTE;
        var system =
                (com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean();
        long free = system.getFreeMemorySize() / MEGABYTE;
        String found =
                "heap up to "
                        + heap
                        + " MB, "
                        + system.getTotalMemorySize() / MEGABYTE
                        + " MB in all ("
                        + free
                        + " MB unused), "
                        + Runtime.getRuntime().availableProcessors()
                        + " processors";
        return heap < 512
                ? Finding.problem("memory", found, "the demo needs a heap of 512 MB; set -Xmx1g")
                : Finding.ok("memory", found);
    }

    static List<Finding> providers(List<KernelProvider> providers) {
        if (providers.isEmpty()) {
            return List.of(
                    Finding.problem(
                            "kernel providers",
                            "none on the class path",
                            "put the sluice-kernel-onnxruntime jar on it"));
        }
        List<Finding> findings = new ArrayList<>();
        for (KernelProvider provider : providers) {
            Availability is = provider.availability();
            String subject = "kernel: " + provider.name();
            findings.add(
                    is.available()
                            ? Finding.ok(
                                    subject,
                                    is.detail()
                                            + ", devices "
                                            + String.join(", ", provider.devices()))
                            : Finding.absent(subject, is.detail(), is.remedy()));
        }
        return findings;
    }

    /**
     * Why the provider for TornadoVM is not on the class path.
     *
     * @param answer the launcher's, {@code yes JDK} or {@code no reason; remedy}; null when Sluice
     *     was not started by it
     */
    static Finding tornado(String answer) {
        String subject = "kernel: tornado";
        if (answer == null) {
            return Finding.absent(
                    subject,
                    "not on the class path",
                    "put the sluice-kernel-tornado jar and TornadoVM on it");
        }
        if (answer.startsWith("yes")) {
            return Finding.absent(
                    subject, "not on this launch's class path", "start with SLUICE_TORNADO=on");
        }
        String[] parts = answer.replaceFirst("^no ", "").split("; ", 2);
        return Finding.absent(
                subject,
                parts[0],
                (parts.length > 1 ? parts[1] : "")
                        + (answer.contains("does not resolve")
                                ? ", then remove .sluice/tornado, which remembers this answer"
                                : ""));
    }

    /** Every source of energy figures, and what is read when none is named. */
    static List<Finding> energy(List<EnergySource> sources) {
        List<Finding> findings = new ArrayList<>();
        for (EnergySource source : sources) {
            String subject = "energy: " + source.name();
            findings.add(
                    source.absence()
                            .map(no -> Finding.absent(subject, no.reason(), no.remedy()))
                            .orElseGet(() -> Finding.ok(subject, source.detail())));
        }
        List<String> chosen =
                EnergySources.choose(sources).stream().map(EnergySource::name).toList();
        findings.add(
                chosen.isEmpty()
                        ? Finding.absent(
                                "energy",
                                "nothing here measures it",
                                "give energy.idle-watts and energy.active-watts, for estimates")
                        : Finding.ok("energy", "measured with " + String.join(", ", chosen)));
        return findings;
    }

    static Finding kafka(String bootstrapServers) {
        if (bootstrapServers == null) {
            return Finding.absent(
                    "kafka", "not tried", "name a cluster with --bootstrap-servers host:port");
        }
        Map<String, Object> settings =
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, KAFKA_TIMEOUT_MILLIS,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, KAFKA_TIMEOUT_MILLIS);
        try (Admin admin = Admin.create(settings)) {
            var cluster = admin.describeCluster();
            int brokers = cluster.nodes().get(KAFKA_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS).size();
            return Finding.ok(
                    "kafka",
                    bootstrapServers
                            + ": cluster "
                            + cluster.clusterId().get()
                            + ", "
                            + brokers
                            + " broker(s)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unreachable(bootstrapServers, "interrupted");
        } catch (ExecutionException e) {
            return unreachable(bootstrapServers, e.getCause().getMessage());
        } catch (TimeoutException | org.apache.kafka.common.KafkaException e) {
            return unreachable(
                    bootstrapServers,
                    e.getMessage() == null ? "no answer within 5 s" : e.getMessage());
        }
    }

    private static Finding unreachable(String bootstrapServers, String reason) {
        return Finding.problem(
                "kafka",
                bootstrapServers + ": " + reason,
                "check the address, the listener's advertised name and the firewall");
    }
}
