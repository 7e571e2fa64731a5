package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.kernel.tornado.graph.DeviceOffers;
import io.sluice.kernel.tornado.graph.VendorLibrary;
import io.sluice.kernel.tornado.library.PlainLibrary;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The measurement of a library's share, with libraries in plain Java. Needs an OpenCL device. */
class LibraryShareOpenClIT {
    private static final DeviceOffers EVERY_LIBRARY =
            new DeviceOffers(EnumSet.allOf(VendorLibrary.class), false);

    static Stream<StageModel> stages() {
        return Stream.of(OnnxGraphs.mlp(3, 96, 64), OnnxGraphs.conv(3, 2, 8, 8, 3));
    }

    @ParameterizedTest
    @MethodSource("stages")
    void aStageIsMeasuredAgainstItsGreatestCall(StageModel model) {
        OpenDevice device = OpenClDevice.open().with(EVERY_LIBRARY);
        int before = PlainLibrary.calls();

        LibraryShare share = LibraryShare.of(model, 4, device);

        assertThat(PlainLibrary.calls()).isGreaterThan(before);
        assertThat(share.throughLibraries()).isPositive().isFinite();
        assertThat(share.ownKernels()).isPositive().isFinite();
    }
}
