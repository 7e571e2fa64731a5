package io.sluice.kernel.tornado;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The options that a JVM needs for TornadoVM, made from the template {@code
 * java-options-<version>.txt} beside this class. Mentions no class of TornadoVM: runs anywhere.
 *
 * <p>They come to several kilobytes and belong into an {@code @argfile}.
 */
public final class TornadoOptions {
    /** The version of TornadoVM that this module is built against. */
    public static final String TORNADO = "5.2.0-jdk25";

    /** The JDK whose classes that version is. */
    public static final int JDK = 25;

    private static final List<String> MODULES =
            List.of("compiler", "collections", "word", "truffle-compiler");

    private static final List<String> LIBRARIES =
            List.of(
                    "tornado-api",
                    "tornado-runtime",
                    "tornado-annotation",
                    "tornado-drivers-common",
                    "asm",
                    "commons-math3",
                    "snmp4j");

    /** Back ends whose options these are, the one that is taken when there are several first. */
    private static final List<String> BACK_ENDS = List.of("cuda", "ptx", "opencl");

    /** What only the CUDA back end can call, and what is only there where it was built. */
    private static final List<String> VENDOR_LIBRARIES = List.of("tornado-cublas", "tornado-cudnn");

    /** What the native library of a back end may be called here. */
    static final List<String> NATIVE_LIBRARIES =
            Stream.of("opencl", "cuda", "ptx", "metal", "levelzero")
                    .map(backEnd -> System.mapLibraryName("tornado-" + backEnd))
                    .toList();

    private TornadoOptions() {}

    /**
     * The options, one an element, without a class path.
     *
     * @param jdk the feature version of the JDK that gets them
     * @param jars a folder that has, at whatever depth, the jars of TornadoVM and of Graal
     * @param natives the folder of the back end's native library
     * @throws IllegalArgumentException when there are none for that JDK, or a jar is missing
     */
    public static List<String> of(int jdk, Path jars, Path natives) {
        List<String> template = template(jdk);
        String upgrade =
                MODULES.stream()
                        .map(name -> jar(jars, name).toAbsolutePath().normalize().toString())
                        .collect(Collectors.joining(File.pathSeparator));
        return template.stream()
                .map(line -> line.replace("${tornado.upgrade.module.path}", upgrade))
                .map(
                        line ->
                                line.replace(
                                        "${tornado.library.path}",
                                        natives.toAbsolutePath().normalize().toString()))
                .toList();
    }

    /**
     * What the class path needs beside Sluice's own jars: one back end, because one whose driver is
     * missing keeps all of TornadoVM from starting, and NVIDIA's libraries where they are there.
     *
     * @throws IllegalArgumentException when a jar is missing
     */
    public static List<Path> classPath(Path jars) {
        List<Path> path =
                LIBRARIES.stream()
                        .map(name -> jar(jars, name))
                        .collect(Collectors.toCollection(ArrayList::new));
        path.add(
                BACK_ENDS.stream()
                        .flatMap(name -> find(jars, "tornado-drivers-" + name).stream())
                        .findFirst()
                        .orElseGet(() -> jar(jars, "tornado-drivers-opencl")));
        VENDOR_LIBRARIES.forEach(name -> find(jars, name).ifPresent(path::add));
        return path;
    }

    /**
     * The folder of the back end's native library.
     *
     * @throws IllegalArgumentException when it is nowhere in the folder
     */
    static Path nativeFolder(Path libraries) {
        List<String> names =
                BACK_ENDS.stream().map(name -> System.mapLibraryName("tornado-" + name)).toList();
        return names.stream()
                .flatMap(name -> first(libraries, name::equals).stream())
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        libraries + " has none of " + String.join(", ", names)))
                .getParent();
    }

    /** The lines of the template. */
    static List<String> template(int jdk) {
        String name = "java-options-" + jdk + ".txt";
        try (InputStream in = TornadoOptions.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException(
                        "no JVM options for TornadoVM on JDK " + jdk + "; expected " + JDK);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.isBlank())
                    // A path may have blanks, which an argument file takes in quotes only.
                    .map(line -> line.replaceAll("^\"|\"$", ""))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path jar(Path folder, String name) {
        return find(folder, name)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        folder
                                                + " has no "
                                                + name
                                                + ".jar or "
                                                + name
                                                + "-<version>.jar"));
    }

    private static Optional<Path> find(Path folder, String name) {
        return first(folder, file -> isJar(file, name));
    }

    private static Optional<Path> first(Path folder, Predicate<String> name) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> name.test(file.getFileName().toString()))
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read", e);
        }
    }

    /** Whether a file is the jar of that name, with or without its version. */
    private static boolean isJar(String file, String name) {
        return file.matches(Pattern.quote(name) + "(-\\d[^/]*)?\\.jar")
                && !file.contains("-sources")
                && !file.contains("-javadoc");
    }
}
