package io.sluice.kernel.tornado;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.sluice.kernel.Availability;
import io.sluice.kernel.StageModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * What the script {@code device-check} runs: the tests of agreement on a device, then stages on it
 * and on ONNX Runtime in turn, then the figures that were promised beside those that were found.
 *
 * <p>Arguments are {@code --name=value}; the script says which. Exits with 0 when every test
 * passed, 1 when not, 2 for a bad argument, 3 when there is no device.
 */
public final class DeviceCheck {
    private static final Class<?>[] TESTS = {
        OperatorAgreementOpenClIT.class,
        RandomShapesOpenClIT.class,
        LibraryTasksOpenClIT.class,
        SpecialNumbersOpenClIT.class,
        NetworkOpenClIT.class,
        TransfersOpenClIT.class,
        TornadoContractOpenClIT.class
    };

    private final CheckArguments arguments;

    private DeviceCheck(CheckArguments arguments) {
        this.arguments = arguments;
    }

    public static void main(String[] arguments) throws IOException {
        CheckArguments given = null;
        try {
            given = CheckArguments.of(arguments);
        } catch (IllegalArgumentException e) {
            end(2, e.getMessage());
        }
        Availability is = new TornadoProvider().availability();
        if (!is.available()) {
            end(3, "no device to check: " + is.detail() + "; " + is.remedy());
        }
        List<String> devices = new TornadoProvider().devices();
        String device = given.device().isEmpty() ? devices.get(0) : given.device();
        if (!devices.contains(device)) {
            end(2, "--device='" + device + "'; expected one of " + devices);
        }
        System.setProperty(OpenClDevice.PROPERTY, device);
        System.out.println(is.detail());
        // The device's thread is no daemon.
        System.exit(new DeviceCheck(given).run() ? 0 : 1);
    }

    private static void end(int code, String message) {
        System.err.println("device-check: " + message);
        System.exit(code);
    }

    private boolean run() throws IOException {
        DeviceFigures figures = new DeviceFigures();
        boolean passed = true;
        if (arguments.tests()) {
            TestExecutionSummary summary = tests();
            passed = summary.getTotalFailureCount() == 0;
            figures.agreement(summary);
        }
        OpenDevice device = OpenClDevice.open();
        Map<String, StageModel> stages = BenchmarkStages.all();
        List<BenchmarkRow> rows = new ArrayList<>();
        stages.forEach((name, model) -> rows.addAll(measured(name, model, device)));
        figures.dispatch(rows, KernelSpeedOpenClIT.dispatch());
        for (String name : List.of(BenchmarkStages.PRODUCTS, BenchmarkStages.CONVOLUTION)) {
            figures.shares(name, stages.get(name), arguments.greatestBatch(), device);
        }
        figures.transfers(stages.get(BenchmarkStages.PRODUCTS), device);
        report(device.name(), rows, figures);
        return passed;
    }

    private List<BenchmarkRow> measured(String name, StageModel model, OpenDevice device) {
        List<BenchmarkRow> rows = new ArrayList<>();
        try (StageContest contest =
                new StageContest(name, model, device, arguments.greatestBatch())) {
            for (int batch : arguments.batches()) {
                System.out.println(name + ", batch " + batch + " ...");
                rows.add(
                        contest.measure(
                                batch,
                                arguments.seconds(),
                                arguments.gigaflops(),
                                arguments.gigabytes()));
            }
        }
        return rows;
    }

    private void report(String device, List<BenchmarkRow> rows, DeviceFigures figures)
            throws IOException {
        String markdown = BenchmarkReport.markdown(rows) + "\n" + figures.markdown();
        System.out.println("\n" + markdown);
        Path folder = arguments.output();
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("device-check.md"), markdown);
        Files.writeString(folder.resolve("device-check.json"), BenchmarkReport.json(device, rows));
    }

    private static TestExecutionSummary tests() {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        Arrays.stream(TESTS).forEach(type -> request.selectors(selectClass(type)));
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherDiscoveryRequest built = request.build();
        System.out.println("tests of agreement ...");
        LauncherFactory.create().execute(built, listener);
        TestExecutionSummary summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.out, true));
        return summary;
    }
}
