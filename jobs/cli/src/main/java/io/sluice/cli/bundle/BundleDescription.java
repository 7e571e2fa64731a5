package io.sluice.cli.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.cli.Table;
import io.sluice.gates.sensors.ConfigurationShape;
import io.sluice.gates.sensors.SensorStructure;
import io.sluice.kernel.bundle.BitstreamSpec;
import io.sluice.kernel.bundle.BranchSpec;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.bundle.SensorLayout;
import io.sluice.kernel.bundle.StageSpec;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What there is to say about a bundle.
 *
 * @param signer id of the key of the trust store that signed it, or null
 * @param exitRule of the first policy; null for a sensor bundle and a router
 * @param modalities of a sensor bundle, as are branches and configurations; null for others
 * @param features the tensor that gates read, of a router bundle; null for others
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BundleDescription(
        String name,
        String version,
        String hash,
        String signer,
        List<String> inputs,
        List<String> classes,
        String policyVersion,
        String exitRule,
        List<Stage> stages,
        List<BitstreamSpec> bitstreams,
        List<Modality> modalities,
        List<BranchSpec> branches,
        List<Configuration> configurations,
        String features) {

    /**
     * A stage with its costs.
     *
     * @param exit null for a stem and a router
     * @param cumulative multiply-adds of the ladder up to here; of a sensor bundle's branch with
     *     the stems that it needs, of a stem alone
     * @param share of the full path; of a sensor bundle, of all its stages
     */
    record Stage(
            String name,
            String file,
            String exit,
            long multiplyAdds,
            long cumulative,
            double share) {}

    /** A modality of a sensor bundle, with the tensor that gates read. */
    record Modality(String name, List<String> inputs, String stem, String summary) {}

    /** A configuration of a sensor bundle, with what it needs and costs with the stems. */
    record Configuration(
            String name, List<String> branches, List<String> modalities, long multiplyAdds) {}

    static BundleDescription of(Bundle bundle) {
        BundleManifest manifest = bundle.manifest();
        return new BundleDescription(
                manifest.name(),
                manifest.version(),
                bundle.hash(),
                bundle.signer().orElse(null),
                manifest.inputs().stream().map(Object::toString).toList(),
                manifest.classes(),
                bundle.firstPolicy().version(),
                manifest.sensorLayout().isPresent() || manifest.router().isPresent()
                        ? null
                        : bundle.firstPolicy().exitRule().toString(),
                stages(manifest),
                manifest.bitstreams(),
                manifest.sensorLayout().map(layout -> modalities(manifest, layout)).orElse(null),
                manifest.sensorLayout().map(SensorLayout::branches).orElse(null),
                manifest.sensors().map(sensors -> configurations(manifest, sensors)).orElse(null),
                manifest.router().isPresent() ? manifest.requireRouter().toString() : null);
    }

    private static List<Stage> stages(BundleManifest manifest) {
        long full = manifest.stages().stream().mapToLong(StageSpec::multiplyAdds).sum();
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < manifest.stages().size(); i++) {
            StageSpec stage = manifest.stages().get(i);
            long upToHere = multiplyAdds(manifest, manifest.neededFor(i));
            stages.add(
                    new Stage(
                            stage.name(),
                            stage.file(),
                            stage.hasExit() ? stage.exit() : null,
                            stage.multiplyAdds(),
                            upToHere,
                            full == 0 ? 1 : (double) upToHere / full));
        }
        return stages;
    }

    private static long multiplyAdds(BundleManifest manifest, Collection<Integer> stages) {
        return stages.stream().mapToLong(i -> manifest.stages().get(i).multiplyAdds()).sum();
    }

    private static List<Modality> modalities(BundleManifest manifest, SensorLayout layout) {
        return layout.modalities().stream()
                .map(
                        modality ->
                                new Modality(
                                        modality.name(),
                                        modality.inputs(),
                                        modality.stem(),
                                        manifest.tensor(modality.summary())
                                                .orElseThrow()
                                                .toString()))
                .toList();
    }

    private static List<Configuration> configurations(
            BundleManifest manifest, SensorStructure sensors) {
        List<Configuration> configurations = new ArrayList<>();
        for (int k = 0; k < sensors.configurations().size(); k++) {
            ConfigurationShape shape = sensors.configurations().get(k);
            List<String> branches = new ArrayList<>();
            Set<Integer> needed = new TreeSet<>();
            for (int b = 0; b < sensors.branches().size(); b++) {
                if ((shape.branches() >> b & 1) != 0) {
                    branches.add(sensors.branches().get(b).name());
                    needed.addAll(manifest.neededFor(sensors.modalities().size() + b));
                }
            }
            configurations.add(
                    new Configuration(
                            shape.name(),
                            branches,
                            sensors.names(sensors.modalitiesOf(k)),
                            multiplyAdds(manifest, needed)));
        }
        return configurations;
    }

    void print(PrintWriter out) {
        out.println(name + "@" + version);
        out.println("  hash     " + hash);
        out.println(
                "  signed   " + (signer == null ? "by no key of a trust store" : "by " + signer));
        out.println("  inputs   " + String.join(", ", inputs));
        out.println("  classes  " + String.join(", ", classes));
        out.println("  policy   version " + policyVersion + ": " + gates());
        if (features != null) {
            out.println("  features " + features);
        }
        printStages(out);
        if (modalities != null) {
            printSensors(out);
        }
        if (!bitstreams.isEmpty()) {
            printBitstreams(out);
        }
    }

    private String gates() {
        if (features != null) {
            return "expert gate";
        }
        return modalities == null ? exitRule : "sensor gates";
    }

    private void printStages(PrintWriter out) {
        Table table = new Table("STAGE", "FILE", "EXIT", "MULTIPLY-ADDS", "UP TO HERE", "OF FULL");
        for (Stage stage : stages) {
            table.row(
                    stage.name(),
                    stage.file(),
                    stage.exit() == null ? "-" : stage.exit(),
                    String.format("%,d", stage.multiplyAdds()),
                    String.format("%,d", stage.cumulative()),
                    String.format("%.1f %%", 100 * stage.share()));
        }
        table.print(out);
    }

    private void printSensors(PrintWriter out) {
        Table table = new Table("MODALITY", "INPUTS", "STEM", "SUMMARY");
        modalities.forEach(
                m -> table.row(m.name(), String.join(", ", m.inputs()), m.stem(), m.summary()));
        table.print(out);
        Table ofBranches = new Table("BRANCH", "MODALITIES");
        branches.forEach(b -> ofBranches.row(b.stage(), String.join(", ", b.modalities())));
        ofBranches.print(out);
        Table ofConfigurations =
                new Table("CONFIGURATION", "BRANCHES", "MODALITIES", "MULTIPLY-ADDS");
        configurations.forEach(
                c ->
                        ofConfigurations.row(
                                c.name(),
                                String.join(", ", c.branches()),
                                String.join(", ", c.modalities()),
                                String.format("%,d", c.multiplyAdds())));
        ofConfigurations.print(out);
    }

    private void printBitstreams(PrintWriter out) {
        Table table = new Table("BITSTREAM OF", "BOARD", "TOOLCHAIN", "ENTRY", "FROM ROWS", "FILE");
        for (BitstreamSpec bitstream : bitstreams) {
            table.row(
                    bitstream.stage(),
                    bitstream.board(),
                    bitstream.toolchain() + " " + bitstream.toolchainVersion(),
                    bitstream.entry(),
                    String.valueOf(bitstream.minimumBatch()),
                    bitstream.file());
        }
        table.print(out);
    }
}
