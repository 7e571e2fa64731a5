package io.sluice.kernel.bundle;

import io.sluice.gates.Policy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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

    /** Reads a directory or zip and checks that its files are what its manifest says. */
    public static BundleFiles read(Path directoryOrZip) {
        BundleContent content = BundleContent.at(directoryOrZip);
        Bundle bundle = Bundle.open(content, Trust.anyone());
        Map<String, byte[]> files = new TreeMap<>();
        for (BundleFile file : bundle.manifest().files()) {
            files.put(file.path(), bundle.read(file.path()));
        }
        for (String path : List.of(BundleManifest.FILE, BundleSignature.FILE)) {
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

    /** The same bundle with another first policy. Its hash stays; a signature does not. */
    public BundleFiles withPolicy(Policy other) {
        return with(open().manifest(), other, files);
    }

    /**
     * The same stages under another version, with another first policy and one file more, or in
     * place of what it had under that path. Its hash is another; a signature does not stay.
     */
    public BundleFiles withPolicy(String version, Policy other, String path, byte[] bytes) {
        BundleManifest old = open().manifest();
        List<BundleFile> entries = new ArrayList<>(old.files());
        entries.removeIf(file -> file.path().equals(path));
        entries.add(BundleFile.of(path, bytes));
        Map<String, byte[]> with = new TreeMap<>(files);
        with.put(path, bytes);
        return with(old.withVersion(version).withFiles(entries), other, with);
    }

    /**
     * The same bundle with a stage compiled for a board, in place of what it had for both. Its hash
     * is another, which its policy then names; a signature does not stay.
     */
    public BundleFiles withBitstream(BitstreamSpec added, byte[] bytes) {
        Bundle old = open();
        List<BitstreamSpec> all = new ArrayList<>(old.manifest().bitstreams());
        all.removeIf(added::isForSame);
        all.add(added);
        List<String> kept = all.stream().map(BitstreamSpec::file).toList();
        List<BundleFile> entries = new ArrayList<>(old.manifest().files());
        Map<String, byte[]> with = new TreeMap<>(files);
        for (BitstreamSpec before : old.manifest().bitstreams()) {
            if (!kept.contains(before.file())) {
                with.remove(before.file());
                entries.removeIf(file -> file.path().equals(before.file()));
            }
        }
        with.put(added.file(), bytes);
        entries.removeIf(file -> file.path().equals(added.file()));
        entries.add(BundleFile.of(added.file(), bytes));
        return with(old.manifest().with(all, entries), old.firstPolicy(), with);
    }

    /** A bundle of these parts, whose policy names its hash. */
    private BundleFiles with(BundleManifest manifest, Policy first, Map<String, byte[]> parts) {
        byte[] policy = first.withBundle(manifest.hash()).document();
        List<BundleFile> entries = new ArrayList<>(manifest.files());
        entries.removeIf(file -> file.path().equals(manifest.policyFile()));
        entries.add(BundleFile.of(manifest.policyFile(), policy));
        String document = manifest.withFiles(entries).document();
        Map<String, byte[]> with = new TreeMap<>(parts);
        with.remove(BundleSignature.FILE);
        with.put(manifest.policyFile(), policy);
        with.put(BundleManifest.FILE, document.getBytes(StandardCharsets.UTF_8));
        BundleFiles changed = new BundleFiles(source, with);
        changed.open();
        return changed;
    }

    /** Opens it, with all checks. */
    public Bundle open() {
        return Bundle.open(this, Trust.anyone());
    }

    /** Writes a zip where the name ends in {@code .zip}, else a directory. */
    public void write(Path target) throws IOException {
        if (target.toString().endsWith(".zip")) {
            writeZip(target);
        } else {
            writeDirectory(target);
        }
    }

    /**
     * Writes the files into a directory, which is made when it does not exist. The manifest comes
     * last, so that a directory that is half written does not open; an old signature goes.
     */
    public void writeDirectory(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.deleteIfExists(directory.resolve(BundleManifest.FILE));
        Files.deleteIfExists(directory.resolve(BundleSignature.FILE));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (!file.getKey().equals(BundleManifest.FILE)) {
                Path path = directory.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
        }
        Files.write(directory.resolve(BundleManifest.FILE), files.get(BundleManifest.FILE));
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
