package io.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The two jars as they are built: disjoint, complete, and with nothing that does not belong. */
class PackagedJarsIT {
    private static final Path RUNTIME = Checkout.flink().resolve("lib/sluice-runtime.jar");
    private static final Path JOB = Checkout.flink().resolve("usrlib/sluice-job.jar");

    @Test
    void noClassIsInBoth() throws IOException {
        Set<String> both = classes(RUNTIME);
        both.retainAll(classes(JOB));
        assertThat(both).isEmpty();
    }

    @Test
    void theJobBringsNothingThatFlinkHas() throws IOException {
        Set<String> doubled = new TreeSet<>();
        Set<String> job = classes(JOB);
        for (Path jar : flinkJars()) {
            classes(jar).stream().filter(job::contains).forEach(doubled::add);
        }
        assertThat(doubled).isEmpty();
    }

    @Test
    void theRuntimeHoldsPortProviderAndLinuxLibraries() throws IOException {
        Set<String> entries = entries(RUNTIME);
        assertThat(entries)
                .contains(
                        "io/sluice/kernel/KernelProvider.class",
                        "io/sluice/kernel/onnxruntime/OnnxRuntimeProvider.class",
                        "META-INF/services/io.sluice.kernel.KernelProvider",
                        "ai/onnxruntime/native/linux-x64/libonnxruntime.so",
                        "ai/onnxruntime/native/linux-aarch64/libonnxruntime.so",
                        "META-INF/LICENSE",
                        "META-INF/NOTICE");
        assertThat(entries).noneMatch(name -> name.endsWith(".dll") || name.endsWith(".dylib"));
    }

    @Test
    void theJobSaysItsMainClass() throws IOException {
        try (JarFile jar = new JarFile(JOB.toFile())) {
            String main = jar.getManifest().getMainAttributes().getValue("Main-Class");
            assertThat(main).isEqualTo("io.sluice.jobs.PipelineJob");
            assertThat(jar.getEntry(main.replace('.', '/') + ".class")).isNotNull();
        }
        assertThat(classes(JOB)).noneMatch(name -> name.startsWith("io/sluice/kernel/"));
    }

    @Test
    void neitherHasSignaturesOrModuleDescriptors() throws IOException {
        for (Path jar : List.of(RUNTIME, JOB)) {
            assertThat(entries(jar))
                    .noneMatch(name -> name.endsWith("module-info.class"))
                    .noneMatch(name -> name.matches("META-INF/.*\\.(SF|DSA|RSA)"));
        }
    }

    @Test
    void theNoticesNameWhatIsBundled() throws IOException {
        for (Path path : List.of(RUNTIME, JOB)) {
            try (JarFile jar = new JarFile(path.toFile())) {
                String notice = text(jar, "META-INF/NOTICE");
                jar.stream()
                        .map(JarEntry::getName)
                        .filter(name -> name.matches("META-INF/maven/.*/pom.properties"))
                        .filter(name -> !name.contains("/io.sluice/"))
                        .map(name -> coordinates(text(jar, name)))
                        .forEach(bundled -> assertThat(notice).contains(bundled));
            }
        }
    }

    @Test
    void withoutTheRuntimeTheJobSaysWhatToDo() throws Exception {
        String classPath =
                Stream.concat(flinkJars().stream(), Stream.of(JOB))
                        .map(Path::toString)
                        .collect(Collectors.joining(":"));
        String jvm = System.getProperty("test.jvm", System.getProperty("java.home"));
        ProcessBuilder builder =
                new ProcessBuilder(
                                jvm + "/bin/java",
                                "io.sluice.jobs.PipelineJob",
                                "--pipeline",
                                "none.yaml")
                        .redirectErrorStream(true);
        builder.environment().put("CLASSPATH", classPath);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor()).isNotZero();
        assertThat(output).contains("put sluice-runtime.jar into Flink's lib/");
    }

    private static List<Path> flinkJars() throws IOException {
        try (Stream<Path> jars = Files.list(RUNTIME.getParent())) {
            return jars.filter(jar -> !jar.equals(RUNTIME)).sorted().toList();
        }
    }

    private static Set<String> classes(Path jar) throws IOException {
        return entries(jar).stream()
                .filter(name -> name.endsWith(".class"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> entries(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            return jar.stream()
                    .map(JarEntry::getName)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String text(JarFile jar, String entry) {
        try (var stream = jar.getInputStream(jar.getEntry(entry))) {
            return new String(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String coordinates(String pomProperties) {
        var properties = new java.util.Properties();
        try {
            properties.load(new java.io.StringReader(pomProperties));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.get("groupId")
                + ":"
                + properties.get("artifactId")
                + ":"
                + properties.get("version");
    }
}
