package io.sluice.kernel.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.DType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BundleOnOnnxRuntimeTest {
    /** The golden vectors were computed in plain Java: two providers agree. */
    @ParameterizedTest
    @EnumSource(names = {"UINT8", "FLOAT32"})
    void aBundleIsCheckedAndOpenedInTheProcess(DType dtype) {
        Bundle bundle = TestBundles.ladder().dtype(dtype).open();

        try (ActiveBundle lease = BundleHost.process().acquire(bundle, "onnxruntime", "cpu")) {
            assertThat(lease.providerName()).isEqualTo("onnxruntime");
            assertThat(lease.stage(2).device()).isEqualTo("onnxruntime/cpu");
        }
        assertThat(BundleHost.process().leases()).isZero();
    }
}
