package io.sluice.schemas.registry;

import io.sluice.schemas.registry.RegistryHttp.Reference;
import io.sluice.schemas.registry.RegistryHttp.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Schemas of a Confluent-compatible registry by id, asked for once and then kept.
 *
 * <p><b>Waiting.</b> While the registry gives no answer, calls block with exponential backoff up to
 * {@link RegistryOptions#maxWait}, telling the listener, so that a stream waits with back-pressure
 * instead of losing records. An interrupt ends the wait.
 *
 * <p><b>Owned state.</b> The schemas known, which {@link #snapshot} and {@link #restore} carry
 * through checkpoints, and for a while the ids that the registry did not know. Thread-safe.
 */
public final class SchemaRegistryClient {
    private static final int MAX_UNKNOWN = 10_000;
    private static final int MAX_REFERENCES = 100;

    private final RegistryOptions options;
    private final RegistryListener listener;
    private final RegistryHttp http;
    private final Map<Integer, Schema> known = new ConcurrentHashMap<>();
    private final Map<Integer, Unknown> unknown = new ConcurrentHashMap<>();
    private final ReentrantLock asking = new ReentrantLock();

    /**
     * The registry's answer that it has no such schema, until a time of {@link System#nanoTime}.
     */
    private record Unknown(String message, long until) {}

    /** One attempt, which either answers or throws {@link RegistryUnavailableException}. */
    private interface Attempt<T, E extends Exception> {
        T run() throws E;
    }

    public SchemaRegistryClient(RegistryOptions options, RegistryListener listener) {
        this.options = options;
        this.listener = listener;
        this.http = new RegistryHttp(options);
    }

    /**
     * The schema of an id.
     *
     * @throws UnknownSchemaException when the registry has no such schema, or none in Avro
     * @throws RegistryUnavailableException when it gave no answer within the bound
     */
    public Schema fetch(int id) throws UnknownSchemaException {
        Schema schema = known.get(id);
        if (schema != null) {
            return schema;
        }
        lock();
        try {
            schema = known.get(id);
            if (schema == null) {
                schema = ask(id);
                known.put(id, schema);
            }
            return schema;
        } finally {
            asking.unlock();
        }
    }

    private Schema ask(int id) throws UnknownSchemaException {
        Unknown answer = unknown.get(id);
        if (answer != null && System.nanoTime() - answer.until < 0) {
            throw new UnknownSchemaException(answer.message);
        }
        String path = "/schemas/ids/" + id;
        try {
            return patiently(path, () -> schema("schema id " + id, http.get(path)));
        } catch (UnknownSchemaException e) {
            if (unknown.size() >= MAX_UNKNOWN) {
                unknown.clear();
            }
            long until = System.nanoTime() + options.unknownFor().toNanos();
            unknown.put(id, new Unknown(e.getMessage(), until));
            throw e;
        }
    }

    /**
     * The latest schema of a subject, for checks at start; never from the cache.
     *
     * @throws UnknownSchemaException when the registry has no such subject
     * @throws RegistryUnavailableException when it gave no answer within the bound
     */
    public Schema latest(String subject) throws UnknownSchemaException {
        String path = "/subjects/" + encoded(subject) + "/versions/latest";
        return patiently(path, () -> schema("subject '" + subject + "'", http.get(path)));
    }

    /**
     * Registers a schema, which may be there already.
     *
     * @param subject such as {@code <topic>-value}
     * @return its id
     * @throws SchemaRejectedException when the registry refuses it
     * @throws RegistryUnavailableException when it gave no answer within the bound
     */
    public int register(String subject, Schema schema) throws SchemaRejectedException {
        String path = "/subjects/" + encoded(subject) + "/versions";
        int id = patiently(path, () -> registered(subject, http.post(path, schema.toString())));
        known.put(id, schema);
        return id;
    }

    /** The schemas known, as JSON by id, complete without the registry. */
    public Map<Integer, String> snapshot() {
        Map<Integer, String> snapshot = new TreeMap<>();
        known.forEach((id, schema) -> snapshot.put(id, schema.toString()));
        return snapshot;
    }

    /** Takes over what a {@link #snapshot} held. */
    public void restore(Map<Integer, String> snapshot) {
        snapshot.forEach((id, json) -> known.put(id, parser().parse(json)));
    }

    private int registered(String subject, Reply reply) throws SchemaRejectedException {
        if (reply.status() != 200) {
            throw new SchemaRejectedException(
                    options + " refused the schema for '" + subject + "': " + reply.message());
        }
        return reply.id();
    }

    private Schema schema(String what, Reply reply) throws UnknownSchemaException {
        Schema.Parser parser = parser();
        Set<Reference> seen = new HashSet<>();
        return schema(what, reply, parser, seen);
    }

    private Schema schema(String what, Reply reply, Schema.Parser parser, Set<Reference> seen)
            throws UnknownSchemaException {
        requireAvro(what, reply);
        for (Reference reference : reply.references()) {
            if (seen.size() > MAX_REFERENCES || reference.subject() == null) {
                throw new UnknownSchemaException(
                        what
                                + " refers to a schema without a subject, or to more than "
                                + MAX_REFERENCES);
            }
            if (seen.add(reference)) {
                String path =
                        "/subjects/"
                                + encoded(reference.subject())
                                + "/versions/"
                                + reference.version();
                schema(what + " by its reference " + reference, http.get(path), parser, seen);
            }
        }
        try {
            return parser.parse(reply.schema());
        } catch (AvroRuntimeException e) {
            throw new UnknownSchemaException(
                    what + " in " + options + " is no Avro schema: " + e.getMessage(), e);
        }
    }

    private void requireAvro(String what, Reply reply) throws UnknownSchemaException {
        if (reply.status() != 200 || reply.schema() == null) {
            throw new UnknownSchemaException(
                    options + " does not know " + what + ": " + reply.message());
        }
        if (reply.schemaType() != null && !reply.schemaType().equals("AVRO")) {
            throw new UnknownSchemaException(
                    what + " in " + options + ": expected AVRO, found " + reply.schemaType());
        }
    }

    /** Registries accept what older versions of Avro did, so defaults are not checked. */
    private static Schema.Parser parser() {
        return new Schema.Parser().setValidateDefaults(false);
    }

    private <T, E extends Exception> T patiently(String what, Attempt<T, E> attempt) throws E {
        Instant since = Instant.now();
        long deadline = System.nanoTime() + options.maxWait().toNanos();
        long pause = options.firstBackoff().toMillis();
        for (int attempts = 1; ; attempts++) {
            try {
                T answer = attempt.run();
                if (attempts > 1) {
                    listener.answered(what, since);
                }
                return answer;
            } catch (RegistryUnavailableException e) {
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                if (Thread.currentThread().isInterrupted() || left.toMillis() < pause) {
                    throw e;
                }
                listener.waiting(what, since, attempts, e.getMessage());
                sleep(pause, what);
                pause = Math.min(2 * pause, options.maxBackoff().toMillis());
            }
        }
    }

    private void sleep(long millis, String what) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException(
                    options + " " + what + ": interrupted while waiting", e);
        }
    }

    private void lock() {
        try {
            asking.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException(options + ": interrupted while waiting", e);
        }
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
