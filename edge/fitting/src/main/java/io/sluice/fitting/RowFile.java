package io.sluice.fitting;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of equal length in a temporary file that is mapped into memory, so that a recording may be
 * larger than memory and than 2 GiB.
 *
 * <p>Owned state: the file, in {@code java.io.tmpdir}, and its mappings. Life cycle: {@link #grow},
 * write, read, {@link #close}, which deletes the file. Threading: different rows may be written,
 * and any rows read, by several threads at once; growing belongs to one thread, before the others.
 */
public final class RowFile implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 << 20;

    private final int rowBytes;
    private final int rowsPerChunk;
    private final FileChannel channel;
    private final List<MappedByteBuffer> chunks = new ArrayList<>();
    private int rows;

    /**
     * Makes a file without rows.
     *
     * @param rowBytes the length of a row, at least 1
     * @throws UncheckedIOException when there is no room for temporary files
     */
    public RowFile(int rowBytes) {
        this(rowBytes, CHUNK_BYTES);
    }

    RowFile(int rowBytes, int chunkBytes) {
        if (rowBytes < 1) {
            throw new IllegalArgumentException("a row has at least 1 byte, not " + rowBytes);
        }
        this.rowBytes = rowBytes;
        this.rowsPerChunk = Math.max(1, chunkBytes / rowBytes);
        try {
            Path path = Files.createTempFile("sluice-rows-", ".bin");
            channel =
                    FileChannel.open(
                            path,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot make a temporary file in "
                            + System.getProperty("java.io.tmpdir")
                            + "; name another folder with -Djava.io.tmpdir",
                    e);
        }
    }

    /** The number of rows. */
    public int rows() {
        return rows;
    }

    public int rowBytes() {
        return rowBytes;
    }

    /**
     * Adds rows of zeros up to a number.
     *
     * @throws UncheckedIOException when the file cannot grow
     */
    public void grow(int toRows) {
        while ((long) chunks.size() * rowsPerChunk < toRows) {
            long bytes = (long) rowsPerChunk * rowBytes;
            long from = chunks.size() * bytes;
            try {
                MappedByteBuffer chunk = channel.map(FileChannel.MapMode.READ_WRITE, from, bytes);
                chunk.order(ByteOrder.nativeOrder());
                chunks.add(chunk);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "cannot map " + (from + bytes) + " bytes of a temporary file", e);
            }
        }
        rows = Math.max(rows, toRows);
    }

    /** Adds a row. */
    public void append(byte[] row) {
        int at = rows;
        grow(at + 1);
        chunk(at).put(place(at), row, 0, rowBytes);
    }

    /** Overwrites a row with bytes of a buffer, whose position is left alone. */
    public void write(int row, ByteBuffer source, int from) {
        chunk(row).put(place(row), source, from, rowBytes);
    }

    /** Copies a row into a buffer, whose position is left alone. */
    public void read(int row, ByteBuffer target, int to) {
        target.put(to, chunk(row), place(row), rowBytes);
    }

    /** Copies a row of float32 values, in native order, to an array. */
    public void readFloats(int row, float[] target, int to) {
        chunk(row)
                .slice(place(row), rowBytes)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .get(target, to, rowBytes / Float.BYTES);
    }

    private MappedByteBuffer chunk(int row) {
        if (row < 0 || row >= rows) {
            throw new IndexOutOfBoundsException("row " + row + " of " + rows);
        }
        return chunks.get(row / rowsPerChunk);
    }

    private int place(int row) {
        return row % rowsPerChunk * rowBytes;
    }

    @Override
    public void close() {
        chunks.clear();
        rows = 0;
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a temporary file", e);
        }
    }
}
