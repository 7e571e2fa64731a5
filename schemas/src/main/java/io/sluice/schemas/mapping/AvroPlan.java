package io.sluice.schemas.mapping;

import io.sluice.schemas.AvroSkipper;
import io.sluice.schemas.DType;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.mapping.MappingException.Problem;
import io.sluice.schemas.mapping.Target.Kind;
import io.sluice.schemas.mapping.TimeField.Unit;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Type;

/** Compiles a writer's schema and the mapped paths to readers that capture or skip each field. */
final class AvroPlan {
    private final List<Problem> problems = new ArrayList<>();

    private AvroPlan() {}

    /**
     * @throws MappingException listing every path that the schema lacks or whose type cannot be
     *     mapped
     */
    static AvroField compile(Schema schema, PathTree tree) {
        AvroPlan plan = new AvroPlan();
        AvroField root = plan.field(schema, tree);
        if (!plan.problems.isEmpty()) {
            throw new MappingException(
                    "the mapping does not fit the schema " + schema.getFullName(), plan.problems);
        }
        return root;
    }

    private AvroField field(Schema schema, PathTree node) {
        if (node == null) {
            return skip(schema);
        }
        if (node.isLeaf()) {
            List<AvroField> readers = new ArrayList<>();
            for (Target target : node.targets()) {
                readers.add(leaf(schema, target));
            }
            return readers.size() == 1
                    ? readers.get(0)
                    : new AvroField.Repeated(readers.toArray(AvroField[]::new));
        }
        return switch (schema.getType()) {
            case RECORD -> record(schema, node);
            case UNION -> unionOfRecords(schema, node);
            default -> {
                wrong("field '" + node.path() + "' is " + name(schema) + ", expected a record");
                yield skip(schema);
            }
        };
    }

    private AvroField record(Schema schema, PathTree node) {
        List<String> names = schema.getFields().stream().map(Schema.Field::name).toList();
        node.children()
                .forEach(
                        (name, child) -> {
                            if (!names.contains(name) && !child.hasDefaults()) {
                                problems.add(
                                        new Problem(
                                                ReasonCode.MISSING_FIELD,
                                                "there is no field '"
                                                        + child.path()
                                                        + "'"
                                                        + NearestNames.offer(name, names)));
                            }
                        });
        AvroField[] fields = new AvroField[names.size()];
        for (int i = 0; i < fields.length; i++) {
            Schema.Field field = schema.getFields().get(i);
            fields[i] = field(field.schema(), node.child(field.name()));
        }
        return new AvroField.RecordFields(fields);
    }

    /** Branches without the mapped fields leave them absent, as null does. */
    private AvroField unionOfRecords(Schema schema, PathTree node) {
        List<Schema> records =
                schema.getTypes().stream().filter(b -> b.getType() == Type.RECORD).toList();
        if (records.isEmpty()) {
            wrong("field '" + node.path() + "' is " + name(schema) + ", expected a record");
            return skip(schema);
        }
        List<Problem> unfit = new ArrayList<>();
        boolean anyFits = false;
        AvroField[] branches = new AvroField[schema.getTypes().size()];
        for (int i = 0; i < branches.length; i++) {
            Schema branch = schema.getTypes().get(i);
            int before = problems.size();
            AvroField compiled = branch.getType() == Type.RECORD ? field(branch, node) : null;
            List<Problem> own = problems.subList(before, problems.size());
            boolean fits = compiled != null && own.isEmpty();
            anyFits |= fits;
            unfit.addAll(own);
            own.clear();
            branches[i] = fits ? compiled : skip(branch);
        }
        if (!anyFits) {
            problems.addAll(unfit);
        }
        return new AvroField.Union(branches);
    }

    private AvroField leaf(Schema schema, Target target) {
        Target fitted = withUnit(schema, target);
        if (schema.getType() == Type.UNION) {
            return unionOfValues(schema, fitted);
        }
        AvroField made = tryLeaf(schema, fitted);
        if (made == null) {
            wrong(
                    fitted.expectation()
                            + ", but the schema says "
                            + name(schema)
                            + hint(schema, target));
            return skip(schema);
        }
        return made;
    }

    /** A union fits when one of its branches does; the others refuse the records that take them. */
    private AvroField unionOfValues(Schema schema, Target target) {
        boolean anyFits = false;
        AvroField[] branches = new AvroField[schema.getTypes().size()];
        for (int i = 0; i < branches.length; i++) {
            Schema branch = schema.getTypes().get(i);
            if (branch.getType() == Type.NULL) {
                branches[i] = new AvroField.Null(target);
                continue;
            }
            branches[i] = tryLeaf(branch, withUnit(branch, target));
            if (branches[i] == null) {
                branches[i] = new AvroField.Refused(target, name(branch));
            } else {
                anyFits = true;
            }
        }
        if (!anyFits) {
            wrong(
                    target.expectation()
                            + ", but the schema says "
                            + name(schema)
                            + hint(schema, target));
        }
        return new AvroField.Union(branches);
    }

    /** The reader of a value, or null when the target does not take its type. */
    private AvroField tryLeaf(Schema schema, Target target) {
        Kind kind = kind(schema);
        if (kind == null || !target.accepts(kind)) {
            return null;
        }
        return switch (schema.getType()) {
            case INT -> new AvroField.IntOrLong(target, true);
            case LONG -> new AvroField.IntOrLong(target, false);
            case FLOAT -> new AvroField.FloatValue(target);
            case DOUBLE -> new AvroField.DoubleValue(target);
            case BOOLEAN -> new AvroField.Bool(target);
            case STRING -> new AvroField.Text(target);
            case ENUM -> AvroField.Symbol.of(target, schema);
            case BYTES -> new AvroField.Bytes(target, -1);
            case FIXED -> new AvroField.Bytes(target, schema.getFixedSize());
            default -> array(schema.getElementType(), (InputTarget) target);
        };
    }

    private AvroField array(Schema items, InputTarget target) {
        if (items.getType() == Type.FLOAT && target.slot.takesAsIs(DType.FLOAT32)) {
            return new AvroField.Blocks(target, DType.FLOAT32);
        }
        if (items.getType() == Type.DOUBLE && target.slot.takesAsIs(DType.FLOAT64)) {
            return new AvroField.Blocks(target, DType.FLOAT64);
        }
        if (items.getType() == Type.DOUBLE && target.slot.takesFractions()) {
            return new AvroField.Doubles(target);
        }
        Target item = new InputTarget.Item(target.path(), target.slot);
        AvroField reader;
        if (items.getType() == Type.UNION) {
            reader = unionOfValues(items, item);
        } else {
            reader = tryLeaf(items, item);
        }
        return reader == null ? null : new AvroField.Array(target, reader);
    }

    private static Target withUnit(Schema schema, Target target) {
        if (!(target instanceof TimeTarget time)) {
            return target;
        }
        LogicalType type = schema.getLogicalType();
        if (type instanceof LogicalTypes.TimestampMillis) {
            return time.withSchemaUnit(Unit.MILLIS);
        }
        if (type instanceof LogicalTypes.TimestampMicros) {
            return time.withSchemaUnit(Unit.MICROS);
        }
        return type instanceof LogicalTypes.TimestampNanos ? time.withSchemaUnit(Unit.NANOS) : time;
    }

    private static Kind kind(Schema schema) {
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal) {
            return null; // its bytes are a big-endian number and no tensor
        }
        return switch (schema.getType()) {
            case INT, LONG -> Kind.INTEGER;
            case FLOAT, DOUBLE -> Kind.FRACTION;
            case BOOLEAN -> Kind.BOOLEAN;
            case STRING -> Kind.TEXT;
            case ENUM -> Kind.SYMBOL;
            case BYTES, FIXED -> Kind.BYTES;
            case ARRAY -> Kind.ARRAY;
            case NULL, MAP, RECORD, UNION -> null;
        };
    }

    private static String hint(Schema schema, Target target) {
        if (schema.getType() == Type.RECORD) {
            return "; name one of its fields: "
                    + String.join(
                            ", ", schema.getFields().stream().map(Schema.Field::name).toList());
        }
        boolean unitless = target instanceof TimeTarget && kind(schema) == Kind.INTEGER;
        return unitless ? " without a timestamp's logical type; say its unit" : "";
    }

    private static String name(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED ->
                    "the " + schema.getType().getName() + " " + schema.getName();
            case ARRAY -> "an array of " + schema.getElementType().getType().getName();
            case UNION ->
                    "a union of "
                            + String.join(
                                    ", ",
                                    schema.getTypes().stream()
                                            .map(branch -> branch.getType().getName())
                                            .toList());
            default -> "type " + schema.getType().getName();
        };
    }

    private static AvroField skip(Schema schema) {
        return new AvroField.Skipped(AvroSkipper.of(schema));
    }

    private void wrong(String text) {
        problems.add(new Problem(ReasonCode.WRONG_TYPE, text));
    }
}
