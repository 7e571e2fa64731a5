package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the provider says in JVMs that cannot run it: an answer with a remedy, and never a crash.
 */
class AvailabilityTest {
    private static final Path THIS_JDK = Path.of(System.getProperty("java.home"));

    @Test
    void withoutOptionsItSaysWhichAreMissing() throws Exception {
        String answer = ask(THIS_JDK, List.of());

        assertThat(answer)
                .contains("available=false")
                .contains("options")
                .contains("sluice doctor --print-java-options tornado")
                .contains("[] 5");
    }

    @Test
    void withoutTheNativeLibraryItSaysWhereItLooked() throws Exception {
        List<String> options =
                options().stream()
                        .map(
                                option ->
                                        option.startsWith("-Djava.library.path")
                                                ? "-Djava.library.path=nowhere"
                                                : option)
                        .collect(Collectors.toList());

        assertThat(ask(THIS_JDK, options)).contains("available=false").contains("nowhere");
    }

    @Test
    void withoutOneOptionItNamesThatOne() throws Exception {
        List<String> options =
                options().stream()
                        .filter(option -> !option.contains("recover.bailout"))
                        .collect(Collectors.toList());

        assertThat(ask(THIS_JDK, options))
                .contains("available=false")
                .contains("-Dtornado.recover.bailout=False");
    }

    /** The loader of OpenCL drivers looks for them where this variable says. */
    @Test
    void withoutADriverItSaysSo(@TempDir Path empty) throws Exception {
        String answer =
                run(THIS_JDK, options(), allJars(), Map.of("OCL_ICD_VENDORS", empty.toString()));

        assertThat(answer).contains("available=false").contains("driver");
    }

    @Test
    void withoutTheClassesOfTornadoItSaysSo() throws Exception {
        List<String> options = new ArrayList<>(options());
        String without =
                classPath()
                        .filter(path -> !path.contains("tornado-"))
                        .collect(Collectors.joining(File.pathSeparator));

        assertThat(run(THIS_JDK, options, without, Map.of()))
                .contains("available=false")
                .contains("class path");
    }

    @Test
    void onJdk17ItSaysWhichJdkItNeeds() throws Exception {
        Optional<Path> older = jdk17();
        assumeThat(older).as("a JDK 17 beside this one").isPresent();

        assertThat(ask(older.get(), List.of()))
                .contains("available=false")
                .contains("JDK 25")
                .contains("JDK 17");
    }

    private static Stream<String> classPath() {
        return Stream.of(
                System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path"))
                        .split(File.pathSeparator));
    }

    private static String allJars() {
        return classPath().collect(Collectors.joining(File.pathSeparator));
    }

    private static String ask(Path jdk, List<String> options) throws Exception {
        return run(jdk, options, allJars(), Map.of());
    }

    private static String run(
            Path jdk, List<String> options, String classPath, Map<String, String> environment)
            throws Exception {
        List<String> command = new ArrayList<>();
        command.add(jdk.resolve("bin/java").toString());
        command.addAll(options);
        command.add(PrintAvailability.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("CLASSPATH", classPath);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** The options of this build. */
    private static List<String> options() throws IOException {
        return Files.readAllLines(Path.of("target/tornado/java-options-25.txt")).stream()
                .map(line -> line.replace("\"", ""))
                .toList();
    }

    private static Optional<Path> jdk17() throws IOException {
        try (Stream<Path> beside = Files.list(THIS_JDK.getParent())) {
            return beside.filter(AvailabilityTest::isJdk17).sorted().findFirst();
        }
    }

    private static boolean isJdk17(Path folder) {
        try {
            return Files.isExecutable(folder.resolve("bin/java"))
                    && Files.readString(folder.resolve("release")).contains("JAVA_VERSION=\"17");
        } catch (IOException e) {
            return false;
        }
    }
}
