package io.sluice.proof;

import io.sluice.proof.data.ProofFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A Markdown file of results, for the documents. */
public final class ProofTable {
    private final List<String> lines = new ArrayList<>();

    public ProofTable(String title) {
        lines.add("## " + title);
    }

    public ProofTable text(String form, Object... values) {
        lines.add("");
        lines.add(String.format(Locale.ROOT, form, values));
        return this;
    }

    public ProofTable header(String... columns) {
        lines.add("");
        row((Object[]) columns);
        lines.add("|---".repeat(columns.length) + "|");
        return this;
    }

    public ProofTable row(Object... cells) {
        StringBuilder line = new StringBuilder("|");
        for (Object cell : cells) {
            line.append(' ').append(cell).append(" |");
        }
        lines.add(line.toString());
        return this;
    }

    /** Writes it, under a name of its own, where results go. */
    public Path write(String name) throws IOException {
        Path folder = Files.createDirectories(ProofFiles.results());
        return Files.write(folder.resolve(name + ".md"), lines);
    }

    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    public static String points(double share) {
        return String.format(Locale.ROOT, "%+.2f", 100 * share);
    }
}
