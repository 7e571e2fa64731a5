package io.sluice.schemas;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * Passes over one datum of a schema without making objects, checking that it is well formed.
 *
 * <p>Blocks are walked item by item even when they say their size in bytes: what was skipped is
 * then known to be sound, which the slow path of schema resolution relies on.
 */
public abstract class AvroSkipper {
    /** Passes over one datum. */
    public abstract void skip(AvroReader in) throws MalformedException;

    /** The fewest bytes that a datum takes, as far as it matters: 0, or at least this many. */
    abstract int minBytes();

    /** Compiles the skipper of a schema, which may be recursive. */
    public static AvroSkipper of(Schema schema) {
        List<BlockSkipper> blocks = new ArrayList<>();
        AvroSkipper skipper = new Compiler(blocks).compile(schema);
        blocks.forEach(BlockSkipper::measure);
        return skipper;
    }

    private record Compiler(List<BlockSkipper> blocks, Map<Schema, RecordSkipper> records) {
        Compiler(List<BlockSkipper> blocks) {
            this(blocks, new IdentityHashMap<>());
        }

        AvroSkipper compile(Schema schema) {
            return switch (schema.getType()) {
                case NULL -> new FixedSkipper(0);
                case BOOLEAN -> new BooleanSkipper();
                case INT -> new IntSkipper();
                case LONG -> new LongSkipper();
                case FLOAT -> new FixedSkipper(Float.BYTES);
                case DOUBLE -> new FixedSkipper(Double.BYTES);
                case STRING, BYTES -> new LengthSkipper();
                case FIXED -> new FixedSkipper(schema.getFixedSize());
                case ENUM -> new EnumSkipper(schema.getEnumSymbols().size());
                case ARRAY -> block(false, schema.getElementType());
                case MAP -> block(true, schema.getValueType());
                case UNION -> union(schema);
                case RECORD -> record(schema);
            };
        }

        private AvroSkipper union(Schema schema) {
            AvroSkipper[] branches = new AvroSkipper[schema.getTypes().size()];
            for (int i = 0; i < branches.length; i++) {
                branches[i] = compile(schema.getTypes().get(i));
            }
            return new UnionSkipper(branches);
        }

        private AvroSkipper record(Schema schema) {
            RecordSkipper known = records.get(schema);
            if (known != null) {
                return known;
            }
            RecordSkipper made = new RecordSkipper(schema.getFields().size());
            records.put(schema, made);
            for (int i = 0; i < made.fields.length; i++) {
                made.fields[i] = compile(schema.getFields().get(i).schema());
            }
            return made;
        }

        private AvroSkipper block(boolean keyed, Schema item) {
            BlockSkipper made = new BlockSkipper(keyed, compile(item));
            blocks.add(made);
            return made;
        }
    }

    private static final class FixedSkipper extends AvroSkipper {
        private final int size;

        FixedSkipper(int size) {
            this.size = size;
        }

        @Override
        public void skip(AvroReader in) throws MalformedException {
            in.advance(size);
        }

        @Override
        int minBytes() {
            return size;
        }
    }

    private abstract static class OneByteSkipper extends AvroSkipper {
        @Override
        int minBytes() {
            return 1;
        }
    }

    private static final class BooleanSkipper extends OneByteSkipper {
        @Override
        public void skip(AvroReader in) throws MalformedException {
            in.readBoolean();
        }
    }

    private static final class IntSkipper extends OneByteSkipper {
        @Override
        public void skip(AvroReader in) throws MalformedException {
            in.readInt();
        }
    }

    private static final class LongSkipper extends OneByteSkipper {
        @Override
        public void skip(AvroReader in) throws MalformedException {
            in.readLong();
        }
    }

    private static final class LengthSkipper extends OneByteSkipper {
        @Override
        public void skip(AvroReader in) throws MalformedException {
            in.advance(in.readLength());
        }
    }

    private static final class EnumSkipper extends OneByteSkipper {
        private final int symbols;

        EnumSkipper(int symbols) {
            this.symbols = symbols;
        }

        @Override
        public void skip(AvroReader in) throws MalformedException {
            in.readIndex(symbols);
        }
    }

    private static final class UnionSkipper extends OneByteSkipper {
        private final AvroSkipper[] branches;

        UnionSkipper(AvroSkipper[] branches) {
            this.branches = branches;
        }

        @Override
        public void skip(AvroReader in) throws MalformedException {
            branches[in.readIndex(branches.length)].skip(in);
        }
    }

    private static final class BlockSkipper extends OneByteSkipper {
        private final boolean keyed;
        private final AvroSkipper item;
        private int minItemBytes;

        BlockSkipper(boolean keyed, AvroSkipper item) {
            this.keyed = keyed;
            this.item = item;
        }

        /** Asks the item for its size, once all the records are complete. */
        void measure() {
            minItemBytes = (keyed ? 1 : 0) + item.minBytes();
        }

        @Override
        public void skip(AvroReader in) throws MalformedException {
            for (int n = in.readBlock(minItemBytes); n > 0; n = in.readBlock(minItemBytes)) {
                if (!keyed && item instanceof FixedSkipper fixed) {
                    in.advance((long) n * fixed.size);
                } else {
                    skipItems(in, n);
                }
            }
        }

        private void skipItems(AvroReader in, int count) throws MalformedException {
            for (int i = 0; i < count; i++) {
                if (keyed) {
                    in.advance(in.readLength());
                }
                item.skip(in);
            }
        }
    }

    private static final class RecordSkipper extends AvroSkipper {
        private final AvroSkipper[] fields;
        private boolean sizing;

        RecordSkipper(int fields) {
            this.fields = new AvroSkipper[fields];
        }

        @Override
        public void skip(AvroReader in) throws MalformedException {
            in.enter();
            for (AvroSkipper field : fields) {
                field.skip(in);
            }
            in.leave();
        }

        @Override
        int minBytes() {
            if (sizing) {
                return 0; // a record directly inside itself has no datum at all
            }
            sizing = true;
            int most = 0;
            for (AvroSkipper field : fields) {
                most = Math.max(most, field.minBytes());
            }
            sizing = false;
            return most;
        }
    }
}
