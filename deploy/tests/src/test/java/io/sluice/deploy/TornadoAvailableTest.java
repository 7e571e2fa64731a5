package io.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher is told about TornadoVM, with a Maven and a JDK that only look like some. */
class TornadoAvailableTest {
    @TempDir private Path directory;
    private Path jdk;
    private Path asked;

    @BeforeEach
    void aJdkThatFitsAndAMavenThatFindsAll() throws IOException {
        jdk = directory.resolve("jdk");
        program(jdk.resolve("bin/javac"), "exit 0");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        asked = directory.resolve("asked");
        maven("exit 0");
    }

    @Test
    void saysYesWithTheJdkAndAsksMavenOnlyOnce() throws Exception {
        assertThat(answer(Map.of())).isEqualTo("yes " + jdk);
        int calls = Files.readAllLines(asked).size();

        assertThat(answer(Map.of())).isEqualTo("yes " + jdk);
        assertThat(Files.readAllLines(asked)).hasSize(calls);
    }

    @Test
    void namesTheArtifactThatDoesNotResolveAndRemembersThat() throws Exception {
        maven("echo 'Could not find artifact'; exit 1");

        assertThat(answer(Map.of()))
                .startsWith("no tornado-drivers-opencl-jni 5.2.0-jdk25 does not resolve")
                .contains("; build TornadoVM");
        maven("exit 0");
        assertThat(answer(Map.of())).startsWith("no ");
    }

    @Test
    void aMavenThatCouldNotLookIsAskedAgain() throws Exception {
        maven("echo 'Connection refused'; exit 1");

        assertThat(answer(Map.of())).startsWith("no Maven could not look");
        maven("exit 0");
        assertThat(answer(Map.of())).isEqualTo("yes " + jdk);
    }

    @Test
    void asksAgainWhenTheJdkIsGone() throws Exception {
        assertThat(answer(Map.of())).startsWith("yes ");
        Files.delete(jdk.resolve("bin/javac"));
        Path other = directory.resolve("other");
        program(other.resolve("bin/javac"), "exit 0");
        Files.writeString(other.resolve("release"), "JAVA_VERSION=\"25\"\n");

        assertThat(answer(Map.of("JAVA_HOME", other.toString()))).isEqualTo("yes " + other);
    }

    @Test
    void offIsOffWithoutAsking() throws Exception {
        assertThat(answer(Map.of("SLUICE_TORNADO", "off"))).startsWith("no it is turned off");
        assertThat(asked).doesNotExist();
    }

    private String answer(Map<String, String> environment) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(Checkout.file("edge/kernel-tornado/available").toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().remove("SLUICE_TORNADO");
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().put("PATH", directory + ":" + System.getenv("PATH"));
        builder.environment().put("SLUICE_TORNADO_ANSWER", directory.resolve("answer").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }

    private void maven(String answer) throws IOException {
        program(directory.resolve("mvn"), "echo \"$@\" >> '" + asked + "'; " + answer);
    }

    private static void program(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
