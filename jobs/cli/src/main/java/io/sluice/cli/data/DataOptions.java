package io.sluice.cli.data;

import io.sluice.fitting.FitProgressListener;
import io.sluice.fitting.data.AvroRows;
import io.sluice.fitting.data.ClassNames;
import io.sluice.fitting.data.CsvColumns;
import io.sluice.fitting.data.CsvRows;
import io.sluice.fitting.data.IdxRows;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.jobs.KafkaPosition;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.jobs.config.SourceConfig;
import io.sluice.kernel.TensorSpec;
import io.sluice.schemas.mapping.Mapping;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The labelled data. */
public final class DataOptions {
    private static final String FORMS =
            "idx:IMAGES,LABELS, csv:FILE, avro:FILE or kafka:TOPIC, such as"
                    + " idx:images-idx3-ubyte.gz,labels-idx1-ubyte.gz";

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FORMAT:WHERE",
            description = {
                "labelled rows that the network was NOT trained on:",
                "  idx:IMAGES,LABELS   a pair of IDX files, as of MNIST",
                "  csv:FILE            a header, a column per value; see --label, --columns",
                "  avro:FILE           a container file, read by the mapping of --pipeline",
                "  kafka:TOPIC         a range of a topic, by the source and mapping of --pipeline;",
                "                      see --from, --to",
                "Files may be compressed with gzip, except Avro's, which compress by themselves"
            })
    public String data;

    @Option(
            names = "--label",
            defaultValue = "label",
            paramLabel = "COLUMN",
            description = {
                "CSV: the column with the class, by name or index (default: ${DEFAULT-VALUE})"
            })
    private String label;

    @Option(
            names = "--columns",
            paramLabel = "INPUT=COLUMNS",
            description = {
                "CSV: the columns of a model input, once per input: a,b,c or prefix* or first..last;",
                "without it a model with one input takes all columns but the label"
            })
    private Map<String, String> columns = new LinkedHashMap<>();

    @Option(
            names = "--key",
            paramLabel = "COLUMN",
            description = "CSV, for sensor gates: the column with the device or person of a row")
    private String key;

    @Option(
            names = "--time",
            paramLabel = "COLUMN",
            description = {
                "CSV, for sensor gates: the column with its time, in milliseconds or as ISO 8601"
            })
    private String time;

    @Option(
            names = "--context",
            paramLabel = "COLUMN",
            description = {
                "CSV, for sensor gates: the column with its context, such as fog, if there is one"
            })
    private String context;

    @Option(
            names = "--scale",
            defaultValue = "1",
            paramLabel = "FACTOR",
            description = {
                "IDX: what every value is multiplied by, for a model that takes floating-point pixels",
                "(default: ${DEFAULT-VALUE})"
            })
    private double scale;

    @Option(
            names = "--pipeline",
            paramLabel = "FILE",
            description = "Avro and Kafka: the pipeline file whose mapping names inputs and label")
    private Path pipeline;

    @Option(
            names = "--from",
            defaultValue = "earliest",
            paramLabel = "POSITION",
            description = "Kafka: first record: " + KafkaPosition.FORM)
    private String from;

    @Option(
            names = "--to",
            defaultValue = "latest",
            paramLabel = "POSITION",
            description = "Kafka: behind the last record, in the same forms")
    private String to;

    @Option(
            names = "--skip-unlabelled",
            description = "Kafka: pass over records that are broken or have no label")
    private boolean skipUnlabelled;

    /** Reads one of the two data sets. */
    public LabelledRows read(
            String text,
            List<TensorSpec> inputs,
            ClassNames classes,
            FitProgressListener listener) {
        String[] both = text.split(":", 2);
        if (both.length < 2 || both[1].isEmpty()) {
            throw new IllegalArgumentException("data '" + text + "'; expected " + FORMS);
        }
        String where = both[1];
        return switch (both[0]) {
            case "idx" -> idx(text, where.split(","), inputs, classes);
            case "csv" ->
                    CsvRows.read(
                            Path.of(where),
                            new CsvColumns(label, columns, origin()),
                            inputs,
                            classes);
            case "avro" -> AvroRows.read(Path.of(where), mapping(), inputs, classes);
            case "kafka" ->
                    KafkaRows.read(
                            source(),
                            where,
                            KafkaPosition.parse(from),
                            KafkaPosition.parse(to),
                            skipUnlabelled,
                            inputs,
                            classes,
                            listener);
            default -> throw new IllegalArgumentException("data '" + text + "'; expected " + FORMS);
        };
    }

    private Optional<CsvColumns.Origin> origin() {
        if (key == null && time == null && context == null) {
            return Optional.empty();
        }
        if (key == null || time == null) {
            throw new IllegalArgumentException(
                    "--key and --time go together: both say which sequence a row belongs to");
        }
        return Optional.of(new CsvColumns.Origin(key, time, Optional.ofNullable(context)));
    }

    private LabelledRows idx(
            String text, String[] files, List<TensorSpec> inputs, ClassNames classes) {
        if (files.length != 2) {
            throw new IllegalArgumentException(
                    "data '" + text + "'; expected two files, idx:IMAGES,LABELS");
        }
        return IdxRows.read(Path.of(files[0]), Path.of(files[1]), inputs, classes, scale);
    }

    private Mapping mapping() {
        Mapping mapping = source().mapping();
        if (mapping == null) {
            throw new IllegalArgumentException(
                    pipeline + ": its source has no mapping; expected one that fits the file");
        }
        return mapping;
    }

    private SourceConfig source() {
        if (pipeline == null) {
            throw new IllegalArgumentException(
                    "--data avro:… and kafka:… need --pipeline, whose mapping says what is what");
        }
        return PipelineConfig.load(pipeline).source();
    }

    /** The data in words: folders are nobody else's, so files are named without them. */
    public static String describe(String text) {
        String[] both = text.split(":", 2);
        if (both[0].equals("kafka")) {
            return text;
        }
        return both[0]
                + ":"
                + Arrays.stream(both[1].split(","))
                        .map(file -> Path.of(file).getFileName().toString())
                        .collect(Collectors.joining(","));
    }
}
