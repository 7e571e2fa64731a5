package io.sluice.cli.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.cli.Table;
import io.sluice.kernel.bundle.BitstreamSpec;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.bundle.StageSpec;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What there is to say about a bundle.
 *
 * @param signer id of the key of the trust store that signed it, or null
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
        List<BitstreamSpec> bitstreams) {

    /** A stage with its costs: of its own, and cumulative as a share of the full path. */
    record Stage(
            String name,
            String file,
            String exit,
            long multiplyAdds,
            long cumulative,
            double share) {}

    static BundleDescription of(Bundle bundle) {
        BundleManifest manifest = bundle.manifest();
        long full = manifest.stages().stream().mapToLong(StageSpec::multiplyAdds).sum();
        List<Stage> stages = new ArrayList<>();
        long sum = 0;
        for (StageSpec stage : manifest.stages()) {
            sum += stage.multiplyAdds();
            stages.add(
                    new Stage(
                            stage.name(),
                            stage.file(),
                            stage.exit(),
                            stage.multiplyAdds(),
                            sum,
                            full == 0 ? 1 : (double) sum / full));
        }
        return new BundleDescription(
                manifest.name(),
                manifest.version(),
                bundle.hash(),
                bundle.signer().orElse(null),
                manifest.inputs().stream().map(Object::toString).toList(),
                manifest.classes(),
                bundle.firstPolicy().version(),
                bundle.firstPolicy().exitRule().toString(),
                stages,
                manifest.bitstreams());
    }

    void print(PrintWriter out) {
        out.println(name + "@" + version);
        out.println("  hash     " + hash);
        out.println(
                "  signed   " + (signer == null ? "by no key of a trust store" : "by " + signer));
        out.println("  inputs   " + String.join(", ", inputs));
        out.println("  classes  " + String.join(", ", classes));
        out.println("  policy   version " + policyVersion + ": " + exitRule);
        Table table = new Table("STAGE", "FILE", "EXIT", "MULTIPLY-ADDS", "UP TO HERE", "OF FULL");
        for (Stage stage : stages) {
            table.row(
                    stage.name(),
                    stage.file(),
                    stage.exit(),
                    String.format("%,d", stage.multiplyAdds()),
                    String.format("%,d", stage.cumulative()),
                    String.format("%.1f %%", 100 * stage.share()));
        }
        table.print(out);
        if (!bitstreams.isEmpty()) {
            printBitstreams(out);
        }
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
