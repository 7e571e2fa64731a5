package io.sluice.schemas.mapping;

import io.sluice.schemas.AvroReader;
import io.sluice.schemas.Event;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.ReasonCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * Users' Avro records as events. Each writer's schema is compiled once to a plan that reads the
 * mapped fields straight from the bytes and skips the others; no generic records are made.
 *
 * <p>Not thread-safe. Bytes fields and arrays of float and double that need no conversion become
 * slices of the record's value.
 */
public final class AvroRecordDecoder implements RecordDecoder {
    private static final int MAX_PLANS = 1024;

    private final SchemaSource schemas;
    private final EventAssembler assembler;
    private final PathTree tree;
    private final Map<Integer, Plan> plans = new HashMap<>();
    private final AvroReader reader = new AvroReader(new byte[0]);

    private int lastId;
    private Plan lastPlan;

    /** A compiled plan, or why there is none. */
    private record Plan(AvroField root, MappingException failure) {}

    /**
     * @param inputs the model's inputs, in the order that events have them
     * @throws MappingException when the mapping does not fit the inputs, or the schema where one is
     *     fixed
     */
    public AvroRecordDecoder(List<InputSpec> inputs, Mapping mapping, SchemaSource schemas) {
        MappingCheck.require(inputs, mapping);
        this.schemas = schemas;
        this.assembler = new EventAssembler(inputs, mapping);
        this.tree = assembler.tree();
        if (schemas.fixedSchema() != null) {
            check(schemas.fixedSchema());
        }
    }

    /**
     * Checks that records of a schema can be mapped, as at start for the latest of a registry.
     *
     * @throws MappingException listing all that is wrong, with the nearest names
     */
    public void check(Schema schema) {
        AvroPlan.compile(schema, tree);
    }

    @Override
    public Event decode(SourceRecord record) throws DecodeException {
        read(record, false);
        return assembler.finish(record);
    }

    @Override
    public PartialEvent decodePartial(SourceRecord record) throws DecodeException {
        read(record, true);
        return assembler.finishPartial(record);
    }

    /** Hands the record's values to the assembler. */
    private void read(SourceRecord record, boolean partial) throws DecodeException {
        byte[] value = record.value();
        if (value == null) {
            throw Decoding.empty(record);
        }
        AvroField root = plan(schemas.schemaId(value));
        int offset = schemas.payloadOffset();
        reader.reset(value, offset, value.length - offset);
        assembler.begin(partial);
        try {
            root.read(reader);
            reader.requireEnd();
        } catch (MalformedException e) {
            throw new DecodeException(ReasonCode.MALFORMED, e.getMessage(), e);
        }
    }

    private AvroField plan(int id) throws DecodeException {
        if (lastPlan == null || id != lastId) {
            lastPlan = knownOrCompiled(id);
            lastId = id;
        }
        if (lastPlan.failure != null) {
            throw new DecodeException(
                    lastPlan.failure.reason(), lastPlan.failure.getMessage(), lastPlan.failure);
        }
        return lastPlan.root;
    }

    private Plan knownOrCompiled(int id) throws DecodeException {
        Plan known = plans.get(id);
        if (known != null) {
            return known;
        }
        Schema schema = schemas.schema(id);
        Plan made;
        try {
            made = new Plan(AvroPlan.compile(schema, tree), null);
        } catch (MappingException e) {
            made = new Plan(null, e);
        }
        if (plans.size() >= MAX_PLANS) {
            plans.clear();
        }
        plans.put(id, made);
        return made;
    }
}
