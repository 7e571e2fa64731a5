package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TornadoOptionsTest {
    @TempDir private Path sdk;

    @Test
    void theOptionsNameTheJarsAndTheNativeLibraryThatAreThere() throws IOException {
        for (String jar : List.of("compiler", "collections", "word", "truffle-compiler")) {
            touch("graalJars/" + jar + "-25.0.2.jar");
        }
        touch("graalJars/truffle-api-25.0.2.jar");

        List<String> options = TornadoOptions.of(25, sdk, Path.of("natives"));

        assertThat(options)
                .contains(
                        "-XX:+EnableJVMCI",
                        "-Djava.library.path=" + Path.of("natives").toAbsolutePath())
                .contains("-Dtornado.recover.bailout=False")
                .noneMatch(option -> option.contains("$"));
        String upgrade =
                options.stream()
                        .filter(option -> option.startsWith("--upgrade-module-path="))
                        .findFirst()
                        .orElseThrow();
        assertThat(upgrade.substring(upgrade.indexOf('=') + 1).split(File.pathSeparator))
                .containsExactly(
                        sdk.resolve("graalJars/compiler-25.0.2.jar").toString(),
                        sdk.resolve("graalJars/collections-25.0.2.jar").toString(),
                        sdk.resolve("graalJars/word-25.0.2.jar").toString(),
                        sdk.resolve("graalJars/truffle-compiler-25.0.2.jar").toString());
    }

    @Test
    void theNativeLibraryIsFoundBesideTheJars() throws IOException {
        for (String jar : List.of("compiler", "collections", "word", "truffle-compiler")) {
            touch("modules/" + jar + ".jar");
        }
        assertThatThrownBy(() -> TornadoOptions.of(25, sdk, TornadoOptions.nativeFolder(sdk)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tornado-opencl");
        touch("native/" + System.mapLibraryName("tornado-opencl"));

        assertThat(TornadoOptions.of(25, sdk, TornadoOptions.nativeFolder(sdk)))
                .contains("-Djava.library.path=" + sdk.resolve("native").toAbsolutePath());
    }

    @Test
    void theClassPathHasTheRuntimeAndWhatItNeeds() throws IOException {
        runtime();
        touch("tornado/tornado-drivers-opencl-5.2.0-jdk25.jar");
        touch("tornado/tornado-drivers-opencl-jni-5.2.0-jdk25.jar");

        assertThat(classPath())
                .hasSize(8)
                .contains("asm-9.9.jar", "tornado-drivers-opencl-5.2.0-jdk25.jar");
    }

    @Test
    void oneBackEndIsTakenAndNvidiasLibrariesWhereTheyAre() throws IOException {
        runtime();
        touch("tornado/tornado-drivers-opencl-5.2.0-jdk25.jar");
        touch("tornado/tornado-drivers-ptx-5.2.0-jdk25.jar");
        assertThat(classPath()).hasSize(8).contains("tornado-drivers-ptx-5.2.0-jdk25.jar");

        touch("tornado/tornado-drivers-cuda-5.2.0-jdk25.jar");
        touch("tornado/tornado-cublas-5.2.0-jdk25.jar");
        touch("native/" + System.mapLibraryName("tornado-opencl"));
        touch("cuda/" + System.mapLibraryName("tornado-cuda"));

        assertThat(classPath())
                .hasSize(9)
                .contains("tornado-drivers-cuda-5.2.0-jdk25.jar", "tornado-cublas-5.2.0-jdk25.jar");
        assertThat(TornadoOptions.nativeFolder(sdk)).isEqualTo(sdk.resolve("cuda"));
    }

    private List<String> classPath() {
        return TornadoOptions.classPath(sdk).stream()
                .map(path -> path.getFileName().toString())
                .toList();
    }

    private void runtime() throws IOException {
        for (String jar :
                List.of(
                        "tornado-api-5.2.0-jdk25",
                        "tornado-runtime-5.2.0-jdk25",
                        "tornado-annotation-5.2.0-jdk25",
                        "tornado-drivers-common-5.2.0-jdk25",
                        "asm-9.9",
                        "asm-util-9.9",
                        "commons-math3-3.2",
                        "snmp4j-2.8.6")) {
            touch("tornado/" + jar + ".jar");
        }
    }

    @Test
    void aMissingJarAndAnotherJdkAreNamed() {
        assertThatThrownBy(() -> TornadoOptions.of(25, sdk, sdk))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("compiler");
        assertThatThrownBy(() -> TornadoOptions.of(21, sdk, sdk))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("21")
                .hasMessageContaining("25");
    }

    private void touch(String file) throws IOException {
        Path path = sdk.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "");
    }
}
