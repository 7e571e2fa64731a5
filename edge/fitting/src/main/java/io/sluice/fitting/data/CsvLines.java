package io.sluice.fitting.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The records of a CSV file (RFC 4180): fields divided by commas, quoted where they hold any. */
public final class CsvLines implements AutoCloseable {
    private final Path file;
    private final BufferedReader in;
    private int line;
    private int started;

    /**
     * Opens a file, gzip-compressed or not.
     *
     * @throws IOException when it cannot be read
     */
    public CsvLines(Path file) throws IOException {
        this.file = file;
        this.in =
                new BufferedReader(
                        new InputStreamReader(DataFile.open(file), StandardCharsets.UTF_8));
    }

    /** File and line of the last record, for messages. */
    public String where() {
        return file + ":" + started;
    }

    /**
     * The next record, or null at the end; empty lines are passed over.
     *
     * @throws DataException when a quote is never closed
     */
    public List<String> next() throws IOException {
        String text = in.readLine();
        line++;
        while (text != null && text.isBlank()) {
            text = in.readLine();
            line++;
        }
        started = line;
        if (text != null && started == 1 && text.startsWith("\ufeff")) {
            text = text.substring(1);
        }
        return text == null ? null : fields(text);
    }

    private List<String> fields(String first) throws IOException {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        String text = first;
        for (int i = 0; ; i++) {
            if (i == text.length()) {
                if (!quoted) {
                    fields.add(field.toString());
                    return fields;
                }
                field.append('\n');
                text = in.readLine();
                line++;
                if (text == null) {
                    throw new DataException(where() + ": a quote is opened and never closed");
                }
                i = -1;
                continue;
            }
            char c = text.charAt(i);
            boolean quote = c == '"';
            if (quoted && quote && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (quote) {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
