package io.sluice.schemas.mapping;

import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroSkipper;
import io.sluice.schemas.DType;
import io.sluice.schemas.MalformedException;
import org.apache.avro.Schema;

/** Reads one field of an Avro datum, giving mapped values to their targets. */
interface AvroField {
    void read(AvroReader in) throws MalformedException, DecodeException;

    /** Passes over a field that is not mapped. */
    record Skipped(AvroSkipper skipper) implements AvroField {
        @Override
        public void read(AvroReader in) throws MalformedException {
            skipper.skip(in);
        }
    }

    /** The fields of a record, in its order. */
    record RecordFields(AvroField[] fields) implements AvroField {
        @Override
        public void read(AvroReader in) throws MalformedException, DecodeException {
            for (AvroField field : fields) {
                field.read(in);
            }
        }
    }

    /** The branch of a union that the datum names. */
    record Union(AvroField[] branches) implements AvroField {
        @Override
        public void read(AvroReader in) throws MalformedException, DecodeException {
            branches[in.readIndex(branches.length)].read(in);
        }
    }

    /** One value for several targets, each of which reads it for itself. */
    record Repeated(AvroField[] readers) implements AvroField {
        @Override
        public void read(AvroReader in) throws MalformedException, DecodeException {
            int start = in.position();
            for (AvroField reader : readers) {
                in.position(start);
                reader.read(in);
            }
        }
    }

    /** A null in a union. */
    record Null(Target target) implements AvroField {
        @Override
        public void read(AvroReader in) throws DecodeException {
            target.absent();
        }
    }

    /** A branch of a union that its target cannot take. */
    record Refused(Target target, String type) implements AvroField {
        @Override
        public void read(AvroReader in) throws DecodeException {
            throw target.refuse(type);
        }
    }

    /** An int or a long. */
    record IntOrLong(Target target, boolean isInt) implements AvroField {
        @Override
        public void read(AvroReader in) throws MalformedException, DecodeException {
            target.integer(isInt ? in.readInt() : in.readLong());
        }
    }

    /** A float. */
    record FloatValue(Target target) implements AvroField {
        @Override
        public void read(AvroReader in) throws MalformedException, DecodeException {
            target.fraction(in.readFloat());
        }
    }

    /** A double. */
    record DoubleValue(Target target) implements AvroField {
        @Override
        public void read(AvroReader in) throws MalformedException, DecodeException {
            target.fraction(in.readDouble());
        }
    }

    /** A boolean. */
    record Bool(Target target) implements AvroField {
        @Override
        public void read(AvroReader in) throws MalformedException, DecodeException {
            target.bool(in.readBoolean());
        }
    }

    /** A string. */
    record Text(Target target) implements AvroField {
        @Override
        public void read(AvroReader in) throws MalformedException, DecodeException {
            target.text(in.readString());
        }
    }

    /** An enum. */
    record Symbol(Target target, String[] symbols) implements AvroField {
        static Symbol of(Target target, Schema schema) {
            return new Symbol(target, schema.getEnumSymbols().toArray(String[]::new));
        }

        @Override
        public void read(AvroReader in) throws MalformedException, DecodeException {
            int index = in.readIndex(symbols.length);
            target.symbol(index, symbols[index]);
        }
    }

    /** Bytes, or a fixed when its size is not negative. */
    record Bytes(Target target, int fixedSize) implements AvroField {
        @Override
        public void read(AvroReader in) throws MalformedException, DecodeException {
            int length = fixedSize >= 0 ? fixedSize : in.readLength();
            int start = in.position();
            in.advance(length);
            target.bytes(in.array(), start, length);
        }
    }

    /** An array whose items are read one by one; arrays within it go to the same slot. */
    record Array(Target target, AvroField item) implements AvroField {
        @Override
        public void read(AvroReader in) throws MalformedException, DecodeException {
            target.arraySlot();
            for (int n = in.readBlock(1); n > 0; n = in.readBlock(1)) {
                for (int i = 0; i < n; i++) {
                    item.read(in);
                }
            }
        }
    }

    /** An array of float or double, whose blocks are laid out as a tensor of that type is. */
    record Blocks(Target target, DType dtype) implements AvroField {
        @Override
        public void read(AvroReader in) throws MalformedException, DecodeException {
            InputSlot slot = target.arraySlot();
            int width = dtype.bytes();
            for (int n = in.readBlock(width); n > 0; n = in.readBlock(width)) {
                int start = in.position();
                in.advance((long) n * width);
                slot.addBlock(in.array(), start, n);
            }
        }
    }

    /** An array of double for an input of another type. */
    record Doubles(Target target) implements AvroField {
        @Override
        public void read(AvroReader in) throws MalformedException, DecodeException {
            InputSlot slot = target.arraySlot();
            int width = Double.BYTES;
            for (int n = in.readBlock(width); n > 0; n = in.readBlock(width)) {
                int start = in.position();
                in.advance((long) n * width);
                slot.addDoubles(in.array(), start, n);
            }
        }
    }
}
