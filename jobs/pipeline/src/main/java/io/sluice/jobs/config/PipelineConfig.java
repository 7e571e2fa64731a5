package io.sluice.jobs.config;

import io.sluice.config.ConfigException;
import io.sluice.config.Section;
import io.sluice.energy.EnergySettings;
import io.sluice.gates.EpochTable;
import io.sluice.gates.GateMode;
import io.sluice.gates.JobGroup;
import io.sluice.kernel.config.BundleConfig;
import io.sluice.kernel.config.KernelConfig;
import io.sluice.operators.PassOn;
import io.sluice.operators.admission.ControlTrust;
import io.sluice.operators.cascade.CascadeOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A pipeline, as the user's YAML file describes it.
 *
 * @param name the job's name; part of the transactions' and the consumer group's identity, so keep
 *     it over upgrades
 * @param parallelism how many slots the job takes
 * @param source where events come from
 * @param bundle the model
 * @param mode what becomes of the decisions of gates, until the control topic says otherwise
 * @param kernel what runs the stages
 * @param cascade how events are batched and answered
 * @param control where policies and prices come from
 * @param guard how the promise of a policy is kept
 * @param budgets what may be spent
 * @param costs where tables of costs lie
 * @param energy where joules come from
 * @param sensors how frames are joined and sensors commanded; null in a job without a sensor gate
 * @param experts how experts are asked; null in a job without them
 * @param sink where predictions go
 * @param passOn where events go on to that are not answered surely; null for nowhere
 * @param deadLetters where records go that cannot be answered
 * @param watermarks how event time advances
 * @param checkpoints how often and where state is saved
 */
public record PipelineConfig(
        String name,
        int parallelism,
        SourceConfig source,
        BundleConfig bundle,
        GateMode mode,
        KernelConfig kernel,
        CascadeOptions cascade,
        ControlConfig control,
        GuardConfig guard,
        BudgetsConfig budgets,
        CostsConfig costs,
        EnergySettings energy,
        SensorsConfig sensors,
        ExpertsConfig experts,
        SinkConfig sink,
        PassOnConfig passOn,
        DeadLetterConfig deadLetters,
        WatermarkConfig watermarks,
        CheckpointConfig checkpoints) {

    /** How event time advances: allowed disorder, and when a silent partition is left out. */
    public record WatermarkConfig(Duration disorder, Duration idleAfter) {}

    /**
     * How often and where state is saved.
     *
     * @param directory a URI that every task can write to, or empty for the cluster's own
     */
    public record CheckpointConfig(Duration interval, Duration timeout, String directory) {}

    /**
     * The control topic.
     *
     * @param topic its name, or empty for none; it has one partition, whose order is the epochs'
     * @param statusTopic where tasks say which epochs they hold, or empty for nowhere
     * @param trust which of its messages are believed
     * @param maxWait how long a starting task waits for it to be read before it admits events
     */
    public record ControlConfig(
            String topic, String statusTopic, ControlTrust trust, Duration maxWait) {}

    /**
     * How operators batch and answer. Tensors are in the answers that may go on, and what earlier
     * jobs have answered goes through.
     */
    public CascadeOptions answering() {
        List<String> headers = new ArrayList<>(cascade.forwardedHeaders());
        headers.add(PassOn.HEADER);
        return new CascadeOptions(
                cascade.maxBatch(),
                cascade.maxWait(),
                cascade.ordering(),
                cascade.probabilities(),
                cascade.inputs() || passOn != null,
                headers);
    }

    /** Who else shares the budgets and the control topic. */
    public JobGroup group() {
        return !budgets.sharedBy().containsKey(name)
                ? JobGroup.ALONE
                : new JobGroup(name, budgets.sharedBy());
    }

    /**
     * Reads a pipeline file; relative paths in it are relative to the file.
     *
     * @throws ConfigException naming every problem of the file
     */
    public static PipelineConfig load(Path file) {
        return load(file, System::getenv);
    }

    static PipelineConfig load(Path file, Function<String, String> environment) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the pipeline " + file + ": " + e, e);
        }
        Path directory = file.toAbsolutePath().getParent();
        return parse(file.getFileName().toString(), text, directory, environment);
    }

    /**
     * Reads a pipeline.
     *
     * @param directory what relative paths are relative to
     * @param environment gives the values of {@code ${NAME}} references
     */
    public static PipelineConfig parse(
            String source, String text, Path directory, Function<String, String> environment) {
        Section root = Section.parse(source, text, environment);
        SourceConfig records =
                SourceConfig.read(root.section("source"), root.string("name"), directory);
        PipelineConfig config =
                new PipelineConfig(
                        root.string("name"),
                        (int) root.integer("parallelism", 1, 32_768, 1),
                        records,
                        BundleConfig.read(root.section("bundle"), directory),
                        mode(root.sectionOrEmpty("policy")),
                        KernelConfig.read(root.sectionOrEmpty("kernel")),
                        cascade(root.sectionOrEmpty("cascade")),
                        control(root.sectionOrEmpty("control"), directory),
                        GuardConfig.read(root.sectionOrEmpty("guard"), directory),
                        BudgetsConfig.read(root.sectionOrEmpty("budgets")),
                        CostsConfig.read(root.sectionOrEmpty("costs"), directory),
                        root.has("energy")
                                ? EnergySettings.read(root.section("energy"))
                                : EnergySettings.UNKNOWN,
                        root.has("sensors") ? SensorsConfig.read(root.section("sensors")) : null,
                        root.has("experts")
                                ? ExpertsConfig.read(root.section("experts"), directory)
                                : null,
                        SinkConfig.read(root.section("sink"), root.string("name")),
                        root.has("pass-on") ? PassOnConfig.read(root.section("pass-on")) : null,
                        deadLetters(root, records),
                        watermarks(root.sectionOrEmpty("watermarks")),
                        checkpoints(root.sectionOrEmpty("checkpoints")));
        config.check(root);
        root.finish();
        return config;
    }

    private static GateMode mode(Section section) {
        return section.choice("mode", GateMode.class, GateMode.ENFORCE);
    }

    private static CascadeOptions cascade(Section section) {
        return new CascadeOptions(
                (int) section.integer("max-batch", 1, 65_536, 64),
                section.duration("max-wait", Duration.ofMillis(10)),
                section.choice(
                        "ordering", CascadeOptions.Ordering.class, CascadeOptions.Ordering.FREE),
                section.bool("probabilities", false),
                section.bool("inputs", false),
                section.has("forwarded-headers")
                        ? section.strings("forwarded-headers")
                        : List.of("traceparent", "tracestate"));
    }

    private static ControlConfig control(Section section, Path directory) {
        String store = section.string("trust-store", "");
        boolean required = section.bool("require-signature", false);
        if (required && store.isEmpty()) {
            section.problem(
                    "trust-store",
                    "missing",
                    "a directory of public keys, as require-signature is true");
        }
        return new ControlConfig(
                section.string("topic", ""),
                section.string("status-topic", ""),
                new ControlTrust(
                        store.isEmpty() ? "" : directory.resolve(store).toString(), required),
                section.duration("max-wait", Duration.ofSeconds(10)));
    }

    private static DeadLetterConfig deadLetters(Section root, SourceConfig source) {
        List<String> topics = source.topics();
        String byDefault = (topics.isEmpty() ? "" : topics.get(0)) + ".dlq";
        return DeadLetterConfig.read(root.sectionOrEmpty("dead-letters"), byDefault);
    }

    private static WatermarkConfig watermarks(Section section) {
        return new WatermarkConfig(
                section.duration("disorder", Duration.ofSeconds(1)),
                section.duration("idle-after", Duration.ofSeconds(30)));
    }

    private static CheckpointConfig checkpoints(Section section) {
        return new CheckpointConfig(
                section.duration("interval", Duration.ofSeconds(1)),
                section.duration("timeout", Duration.ofMinutes(10)),
                section.string("directory", ""));
    }

    /** Rules that span several keys. */
    private void check(Section root) {
        if (source.topics().contains(sink.topic())) {
            root.problem("sink.topic", "'" + sink.topic() + "' is a source topic", "another topic");
        }
        if (source.topics().contains(deadLetters.topic())
                || deadLetters.topic().equals(sink.topic())) {
            root.problem(
                    "dead-letters.topic",
                    "'" + deadLetters.topic() + "' is in use by source or sink",
                    "a topic of its own");
        }
        checkTopic(root, "control.topic", control.topic(), List.of(deadLetters.topic()));
        checkTopic(
                root,
                "control.status-topic",
                control.statusTopic(),
                List.of(deadLetters.topic(), control.topic()));
        if (sensors != null) {
            checkSensors(root);
        } else if (!source.streams().isEmpty()) {
            root.problem(
                    "sensors",
                    "missing",
                    "a mapping with period, commands-topic and acks-topic, as there are"
                            + " source.streams");
        }
        if (experts != null) {
            checkExperts(root);
        }
        if (passOn != null) {
            checkPassOn(root);
        }
        checkGuard(root);
        checkSharing(root);
        checkShares(root);
        checkTimes(root);
    }

    private void checkSensors(Section root) {
        List<String> others = List.of(deadLetters.topic(), control.topic(), control.statusTopic());
        checkTopic(root, "sensors.commands-topic", sensors.commandsTopic(), others);
        checkTopic(root, "sensors.acks-topic", sensors.acksTopic(), others);
        if (source.streams().isEmpty()) {
            root.problem(
                    "source.streams",
                    "missing",
                    "a list of {topic, modalities, mapping}, as there is a section sensors");
        }
    }

    private void checkExperts(Section root) {
        List<String> others = List.of(deadLetters.topic(), control.topic(), control.statusTopic());
        checkTopic(root, "experts.replies-topic", experts.repliesTopic(), others);
        checkTopic(root, "experts.telemetry-topic", experts.telemetryTopic(), others);
        if (sensors != null) {
            root.problem("experts", "beside sensors", "one of the sections sensors and experts");
        }
        if (cascade.ordering() == CascadeOptions.Ordering.KEY) {
            root.problem(
                    "cascade.ordering",
                    "'key'",
                    "free, as requests to experts of one key are answered by several tasks");
        }
    }

    private void checkPassOn(Section root) {
        List<String> others =
                new ArrayList<>(
                        List.of(deadLetters.topic(), control.topic(), control.statusTopic()));
        if (sensors != null) {
            others.addAll(List.of(sensors.commandsTopic(), sensors.acksTopic()));
        }
        if (experts != null) {
            others.addAll(List.of(experts.repliesTopic(), experts.telemetryTopic()));
        }
        checkTopic(root, "pass-on.topic", passOn.topic(), others);
        if (sensors == null && !passOn.passOn().rule().accuracies().isEmpty()) {
            root.problem(
                    "pass-on.accuracies",
                    passOn.passOn().rule().accuracies().keySet().toString(),
                    "none, as only a job of sensors names contexts");
        }
    }

    /** A topic beside those of source and sink; empty is none. */
    private void checkTopic(Section root, String key, String topic, List<String> others) {
        boolean used =
                source.topics().contains(topic)
                        || topic.equals(sink.topic())
                        || others.contains(topic);
        if (!topic.isEmpty() && used) {
            root.problem(
                    key,
                    "'" + topic + "' is in use by source, sink, dead letters or control",
                    "a topic of its own");
        }
    }

    private void checkGuard(Section root) {
        // Behind a router nothing is guarded.
        if (guard.isOn()
                && experts == null
                && !control.topic().isEmpty()
                && control.trust().requireSignature()
                && !guard.signing().isOn()) {
            root.problem(
                    "guard.sign-with",
                    "missing",
                    "the PEM file of a private key, with guard.key-id, as"
                            + " control.require-signature is true and the guard sends control"
                            + " messages; or guard.shadow-fraction: 0");
        }
    }

    private void checkSharing(Section root) {
        Map<String, Integer> sharedBy = budgets.sharedBy();
        if (sharedBy.isEmpty()) {
            return;
        }
        String expected = name + ": " + parallelism + ", as this pipeline's parallelism is";
        if (!sharedBy.containsKey(name)) {
            root.problem("budgets.shared-by", sharedBy.keySet().toString(), "also " + expected);
        } else if (sharedBy.get(name) != parallelism) {
            root.problem("budgets.shared-by." + name, sharedBy.get(name).toString(), expected);
        }
        if (sharedBy.containsKey(EpochTable.JOB)) {
            root.problem(
                    "budgets.shared-by",
                    "a pipeline named '" + EpochTable.JOB + "'",
                    "another name, as that is the scope of all");
        }
        if (control.topic().isEmpty() || control.statusTopic().isEmpty()) {
            root.problem(
                    control.topic().isEmpty() ? "control.topic" : "control.status-topic",
                    "missing",
                    "the topic that all of budgets.shared-by have, by which their budgets are"
                            + " divided");
        }
    }

    /** Whether a task of this pipeline divides budgets among tasks. */
    public boolean dividesBudgets() {
        JobGroup group = group();
        return group.isAlone()
                ? budgets.isGiven() && parallelism > 1 && !control.topic().isEmpty()
                : group.isFirst();
    }

    /** Whoever divides budgets among tasks signs as the guard does. */
    private void checkShares(Section root) {
        if (dividesBudgets() && control.trust().requireSignature() && !guard.signing().isOn()) {
            root.problem(
                    "guard.sign-with",
                    "missing",
                    "the PEM file of a private key, with guard.key-id, as"
                            + " control.require-signature is true and the budgets of several tasks"
                            + " are divided by control messages");
        }
    }

    private void checkTimes(Section root) {
        if (sink.exactlyOnce()
                && sink.transactionTimeout().compareTo(checkpoints.interval()) <= 0) {
            root.problem(
                    "sink.transaction-timeout",
                    sink.transactionTimeout().toMillis() + " ms",
                    "more than checkpoints.interval, "
                            + checkpoints.interval().toMillis()
                            + " ms, or every transaction expires");
        }
        if (checkpoints.interval().toMillis() < 10) {
            root.problem(
                    "checkpoints.interval",
                    checkpoints.interval().toMillis() + " ms",
                    "at least 10 ms");
        }
    }
}
