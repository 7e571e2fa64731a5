package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.KernelProvider;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

class RuntimeLibraryTest {
    @Test
    void theCopyOfTheProcessIsRight() {
        assertThatCode(RuntimeLibrary::require).doesNotThrowAnyException();
    }

    @Test
    void aMissingRuntimeIsNamedWithTheRemedy() throws Exception {
        try (URLClassLoader job = new URLClassLoader(new URL[0], null)) {
            assertThatThrownBy(() -> RuntimeLibrary.require(job))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("put sluice-runtime.jar into Flink's lib/");
        }
    }

    @Test
    void aCopyOfTheJobsOwnIsRefused() throws Exception {
        URL copy = KernelProvider.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader job = new URLClassLoader(new URL[] {copy}, null)) {
            assertThatThrownBy(() -> RuntimeLibrary.require(job))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(copy.toString())
                    .hasMessageContaining("leave it out of the job");
        }
    }
}
