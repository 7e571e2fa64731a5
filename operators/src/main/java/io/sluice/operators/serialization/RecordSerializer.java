package io.sluice.operators.serialization;

import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Serialises a record through the wire codecs: four bytes of length, one byte of format version,
 * the record. Copies of an immutable record are the record itself, so nothing is copied between
 * chained operators; what is read shares one array, so a tensor is not copied out of it. A
 * serialiser of state that is changed in place overrides {@link #snapshotOf} and {@link
 * #isImmutableType}.
 *
 * <p>Not thread-safe; Flink gives each task its {@link #duplicate}.
 */
public abstract class RecordSerializer<T> extends TypeSerializer<T> {
    private static final long serialVersionUID = 1L;

    private transient AvroWriter writer;

    /** Writes the record in the format of {@link #formatVersion}. */
    protected abstract void write(T value, AvroWriter out);

    /**
     * Reads a record of any version up to {@link #formatVersion}.
     *
     * @throws MalformedException when the bytes are not such a record
     */
    protected abstract T read(AvroReader in, int version) throws MalformedException;

    /** The version that is written, from 1; it rises with every change of the format. */
    protected int formatVersion() {
        return 1;
    }

    /** The value as it is now, whatever is done to it later. */
    protected T snapshotOf(T value) {
        return value;
    }

    @Override
    public abstract RecordSerializer<T> duplicate();

    @Override
    public final void serialize(T value, DataOutputView target) throws IOException {
        if (writer == null) {
            writer = new AvroWriter(256);
        }
        writer.reset();
        writer.writeRaw((byte) formatVersion());
        write(value, writer);
        target.writeInt(writer.size());
        target.write(writer.array(), 0, writer.size());
    }

    @Override
    public final T deserialize(DataInputView source) throws IOException {
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        int version = bytes.length == 0 ? 0 : bytes[0];
        if (version < 1 || version > formatVersion()) {
            throw new IOException(
                    "format version "
                            + version
                            + " of "
                            + getClass().getSimpleName()
                            + " is not known; expected 1 to "
                            + formatVersion());
        }
        AvroReader in = new AvroReader(bytes, 1, bytes.length - 1);
        try {
            return read(in, version);
        } catch (MalformedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public final T deserialize(T reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public final void copy(DataInputView source, DataOutputView target) throws IOException {
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        target.writeInt(bytes.length);
        target.write(bytes);
    }

    @Override
    public final T copy(T from) {
        return snapshotOf(from);
    }

    @Override
    public final T copy(T from, T reuse) {
        return snapshotOf(from);
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public final T createInstance() {
        return null;
    }

    @Override
    public final int getLength() {
        return -1;
    }

    @Override
    public final boolean equals(Object other) {
        return other != null && getClass() == other.getClass();
    }

    @Override
    public final int hashCode() {
        return getClass().hashCode();
    }
}
