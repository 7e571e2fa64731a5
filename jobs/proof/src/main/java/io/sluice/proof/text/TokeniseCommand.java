package io.sluice.proof.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.avro.Schema;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Turns a CSV file of texts into events that a text encoder can answer. */
@Command(
        name = "tokenise",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Turns a CSV file of texts and classes into an Avro file of token ids, attention masks and"
                        + " labels, for 'sluice fit exits', and writes the names of the classes.")
public final class TokeniseCommand implements Callable<Integer> {
    @Option(
            names = "--csv",
            required = true,
            paramLabel = "FILE",
            description = "the texts, with a header; may be compressed with gzip")
    private Path csv;

    @Option(names = "--text", required = true, paramLabel = "COLUMN", description = "the text")
    private String text;

    @Option(names = "--label", required = true, paramLabel = "COLUMN", description = "the class")
    private String label;

    @Option(
            names = "--only",
            paramLabel = "COLUMN=VALUE",
            description = "take only rows with that value; may be given several times")
    private Map<String, String> only = new LinkedHashMap<>();

    @Option(
            names = "--without-suffix",
            defaultValue = "",
            paramLabel = "TEXT",
            description = "what every text ends with and says nothing; \\n is a line break")
    private String suffix;

    @Option(
            names = "--tokenizer",
            required = true,
            paramLabel = "FILE",
            description = "the model's tokenizer.json")
    private Path tokenizer;

    @Option(
            names = "--length",
            required = true,
            paramLabel = "TOKENS",
            description = "tokens per row: longer texts are cut, shorter ones filled up")
    private int length;

    @Option(
            names = "--schema",
            required = true,
            paramLabel = "FILE",
            description = "the Avro schema of the events, such as the example's question.avsc")
    private Path schema;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "the Avro file")
    private Path out;

    @Option(
            names = "--classes",
            required = true,
            paramLabel = "FILE",
            description = "where the classes' names are written, one a line")
    private Path classes;

    /** Runs the command; exits with 0, 2 for a wrong option and 1 for anything else. */
    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new TokeniseCommand());
        line.setExecutionExceptionHandler(
                (problem, command, parsed) -> {
                    boolean expected =
                            problem instanceof IllegalArgumentException
                                    || problem instanceof IOException;
                    if (!expected) {
                        throw problem;
                    }
                    command.getErr().println("tokenise: " + problem.getMessage());
                    return 1;
                });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        LabelledTexts texts =
                LabelledTexts.read(
                        csv,
                        new LabelledTexts.Columns(text, label, only, suffix.replace("\\n", "\n")));
        Tokens tokens = write(texts, tokenizer, length, schema, out);
        Files.write(classes, texts.classes());
        System.out.printf(
                "%s: %,d texts of %d classes in rows of %d tokens; %.1f %% of them were longer and"
                        + " cut, the mean has %.1f tokens%n",
                out,
                texts.texts().size(),
                texts.classes().size(),
                length,
                100.0 * tokens.cut / texts.texts().size(),
                (double) tokens.all / texts.texts().size());
        return 0;
    }

    /**
     * What was written.
     *
     * @param cut texts that were too long
     * @param all tokens of all texts before they were cut
     */
    public record Tokens(int cut, long all) {}

    /** Tokenises texts into an Avro file. */
    public static Tokens write(
            LabelledTexts texts, Path tokenizer, int length, Path schema, Path out)
            throws IOException {
        int cut = 0;
        long all = 0;
        try (TextTokenizer tokens = TextTokenizer.open(tokenizer, length);
                TokenFile file = new TokenFile(out, new Schema.Parser().parse(schema.toFile()))) {
            for (int i = 0; i < texts.texts().size(); i++) {
                TextTokenizer.Row row = tokens.row(texts.texts().get(i));
                file.add(row, texts.labels()[i]);
                cut += row.isCut() ? 1 : 0;
                all += row.full();
            }
        }
        return new Tokens(cut, all);
    }
}
