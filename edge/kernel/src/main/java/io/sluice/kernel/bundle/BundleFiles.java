package io.sluice.kernel.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The files of a complete bundle in memory, manifest included: to be written or opened. */
public final class BundleFiles implements BundleContent {
    /** Zip entries need a time; a fixed one makes equal bundles equal files. */
    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

    private final String source;
    private final Map<String, byte[]> files;

    /**
     * Files that are not checked until they are opened.
     *
     * @param source what to call them in messages
     */
    public BundleFiles(String source, Map<String, byte[]> files) {
        this.source = source;
        this.files = Collections.unmodifiableMap(new TreeMap<>(files));
    }

    /** Reads a bundle whose files are what its manifest says, such as one to be zipped. */
    public static BundleFiles of(Bundle bundle, BundleContent content) {
        Map<String, byte[]> files = new TreeMap<>();
        for (BundleFile file : bundle.manifest().files()) {
            files.put(file.path(), bundle.read(file.path()));
        }
        for (String path : new String[] {BundleManifest.FILE, BundleSignature.FILE}) {
            if (content.has(path)) {
                files.put(path, content.read(path, MOST_FILE_BYTES));
            }
        }
        return new BundleFiles(content.source(), files);
    }

    /** The bytes of every file by path, sorted. */
    public Map<String, byte[]> files() {
        return files;
    }

    /** The same bundle with a signature. */
    public BundleFiles signed(BundleSigner signer) {
        Map<String, byte[]> with = new TreeMap<>(files);
        BundleSignature signature = signer.sign(files.get(BundleManifest.FILE));
        with.put(BundleSignature.FILE, signature.text().getBytes(StandardCharsets.US_ASCII));
        return new BundleFiles(source, with);
    }

    /** Opens it, with all checks. */
    public Bundle open() {
        return Bundle.open(this, Trust.anyone());
    }

    /** Writes the files into a directory, which is made when it does not exist. */
    public void writeDirectory(Path directory) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    /**
     * Writes a zip; the same files give the same bytes. Entries are stored, not deflated: weights
     * hardly shrink, and deflated bytes depend on the JDK's zlib.
     */
    public void writeZip(Path zip) throws IOException {
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTimeLocal(ENTRY_TIME);
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(file.getValue().length);
                CRC32 checksum = new CRC32();
                checksum.update(file.getValue());
                entry.setCrc(checksum.getValue());
                entries.putNextEntry(entry);
                entries.write(file.getValue());
                entries.closeEntry();
            }
        }
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public boolean has(String path) {
        return files.containsKey(path);
    }

    @Override
    public byte[] read(String path, long most) {
        byte[] bytes = files.get(path);
        if (bytes == null || bytes.length > most) {
            throw new BundleException(
                    BundleException.Category.FORMAT,
                    path + (bytes == null ? ": missing" : ": has more than " + most + " bytes"));
        }
        return bytes.clone();
    }
}
