package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.tornado.graph.DeviceOffers;
import io.sluice.kernel.tornado.graph.VendorLibrary;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class BackEndOffersTest {
    private static final Function<VendorLibrary, Optional<String>> ALL_THERE =
            library -> Optional.empty();
    private static final Set<VendorLibrary> BOTH = EnumSet.allOf(VendorLibrary.class);

    @Test
    void cudaCallsLibrariesAndReplays() {
        BackEndOffers offers = BackEndOffers.of("cuda:0:0", settings(true, true), ALL_THERE, "0");

        assertThat(offers.offers()).isEqualTo(new DeviceOffers(BOTH, true));
        assertThat(offers.missing()).isEmpty();
    }

    @Test
    void ptxReplaysAndNothingElseDoesEither() {
        assertThat(BackEndOffers.of("ptx:0:1", settings(true, true), ALL_THERE, "0").offers())
                .isEqualTo(new DeviceOffers(Set.of(), true));
        assertThat(BackEndOffers.of("opencl:0:0", settings(true, true), ALL_THERE, "0").offers())
                .isEqualTo(DeviceOffers.NONE);
        assertThat(BackEndOffers.of("spirv:1:0", settings(true, true), ALL_THERE, "0").offers())
                .isEqualTo(DeviceOffers.NONE);
    }

    @Test
    void settingsTurnThemOffAndNothingIsSaidOfThem() {
        BackEndOffers off = BackEndOffers.of("cuda:0:0", settings(false, false), name(), null);

        assertThat(off).isEqualTo(new BackEndOffers(DeviceOffers.NONE, List.of()));
    }

    @Test
    void whatIsMissingIsNamed() {
        BackEndOffers offers = BackEndOffers.of("cuda:0:0", settings(true, false), name(), "0");

        assertThat(offers.offers()).isEqualTo(DeviceOffers.NONE);
        assertThat(offers.missing())
                .containsExactly(
                        "CUBLAS is not used: no tornado-cublas",
                        "CUDNN is not used: no tornado-cudnn");
    }

    /** Ten bits of a factor are too few for answers within 1e-4. */
    @Test
    void convolutionsGoThroughCuDnnOnlyWhereItKeepsFloat32() {
        for (String override : new String[] {null, "1"}) {
            BackEndOffers offers =
                    BackEndOffers.of("cuda:0:0", settings(true, true), ALL_THERE, override);

            assertThat(offers.offers().libraries()).containsExactly(VendorLibrary.CUBLAS);
            assertThat(offers.missing())
                    .singleElement()
                    .asString()
                    .contains("CUDNN", "NVIDIA_TF32_OVERRIDE=0");
        }
    }

    /** Where the jars are not there, as in these tests. */
    @Test
    void aProcessWithoutTheJarsSaysSo() {
        BackEndOffers offers = BackEndOffers.of("cuda:0:0", settings(true, true));

        assertThat(offers.offers().libraries()).isEmpty();
        assertThat(offers.missing())
                .hasSize(2)
                .allSatisfy(reason -> assertThat(reason).contains("is not on the class path"));
    }

    private static Function<VendorLibrary, Optional<String>> name() {
        return library -> Optional.of("no " + library.module());
    }

    private static TornadoSettings settings(boolean libraryTasks, boolean cudaGraphs) {
        return new TornadoSettings(
                List.of(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                1,
                libraryTasks,
                cudaGraphs);
    }
}
