package io.sluice.kernel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.kernel.bundle.BundleException;
import io.sluice.kernel.bundle.BundleException.Category;
import io.sluice.kernel.bundle.BundleFetcher;
import io.sluice.kernel.bundle.BundleReference;
import io.sluice.kernel.bundle.Sha256;
import io.sluice.kernel.bundle.Trust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFetcherTest {
    @TempDir Path folder;
    private final AtomicInteger requests = new AtomicInteger();
    private int failures;
    private boolean stalls;
    private byte[] zip;
    private HttpServer server;

    @BeforeEach
    void serveABundle() throws IOException {
        TestBundles.ladder().files().writeZip(folder.resolve("ladder.zip"));
        zip = Files.readAllBytes(folder.resolve("ladder.zip"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/ladder.zip", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void downloadsOnceAndKeepsItUnderItsHash() {
        BundleReference reference = remote("/ladder.zip?X-Signature=secret");

        Path first = fetcher().fetch(reference);
        Path second = fetcher().fetch(reference);

        assertThat(first).isEqualTo(second).hasFileName(Sha256.hex(zip) + ".zip");
        assertThat(requests).hasValue(1);
        assertThat(fetcher().open(reference, Trust.anyone()).manifest().id())
                .isEqualTo("ladder@1.0.0");
    }

    @Test
    void fetchesADamagedCopyAgain() throws IOException {
        BundleReference reference = remote("/ladder.zip");
        Files.write(fetcher().fetch(reference), new byte[] {1});

        assertThat(fetcher().fetch(reference)).hasBinaryContent(zip);
        assertThat(requests).hasValue(2);
    }

    @Test
    void triesAgainWhenTheServerFails() {
        failures = 2;

        assertThat(fetcher().fetch(remote("/ladder.zip"))).hasBinaryContent(zip);
        assertThat(requests).hasValue(3);
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        failures = 3;

        assertRefused(remote("/ladder.zip"), Category.FETCH, "the server answers 503");
    }

    @Test
    void doesNotTryAgainWhatIsNotThereAndKeepsTheQueryToItself() {
        assertRefused(
                remote("/none.zip?token=secret"),
                Category.FETCH,
                "/none.zip?…: the server answers 404");
    }

    @Test
    void aBodyThatStallsEnds() {
        stalls = true;
        BundleFetcher impatient = fetcher(Duration.ofMillis(300), 1 << 20);

        assertThatThrownBy(() -> impatient.fetch(remote("/ladder.zip")))
                .isInstanceOf(BundleException.class);
    }

    @Test
    void anotherZipThanTheReferenceMeansIsRefusedAndNotKept() throws IOException {
        String other = "0".repeat(64);
        BundleReference wrong = new BundleReference(address("/ladder.zip"), Optional.of(other));

        assertRefused(wrong, Category.HASH, "the reference says 0000");
        try (Stream<Path> kept = Files.list(folder.resolve("cache"))) {
            assertThat(kept).isEmpty();
        }
    }

    @Test
    void aZipThatIsTooLargeIsRefused() {
        BundleFetcher small = fetcher(Duration.ofSeconds(10), 100);

        assertThatThrownBy(() -> small.fetch(remote("/ladder.zip")))
                .hasMessageContaining("more than 100 bytes");
    }

    @Test
    void localBundlesStayWhereTheyAre() throws IOException {
        Path directory = TestBundles.ladder().writeTo(folder.resolve("ladder"));
        Path file = folder.resolve("ladder.zip");
        BundleReference exact =
                new BundleReference(file.toUri().toString(), Optional.of(Sha256.hex(zip)));

        assertThat(fetcher().fetch(BundleReference.local(directory.toString())))
                .isEqualTo(directory);
        assertThat(fetcher().fetch(exact)).isEqualTo(file);
        assertRefused(
                new BundleReference(file.toString(), Optional.of("1".repeat(64))),
                Category.HASH,
                "ladder.zip: sha-256 is");
    }

    @Test
    void whatCannotBeFetchedIsSaidSo() {
        assertRefused(BundleReference.local("s3://bucket/x.zip"), Category.FETCH, "presigned");
        assertRefused(BundleReference.local("nowhere"), Category.FETCH, "no such file");
        assertThatThrownBy(() -> BundleReference.local("https://host/x.zip"))
                .hasMessageContaining("needs the sha-256");
        assertThatThrownBy(() -> new BundleReference("x.zip", Optional.of("abc")))
                .hasMessageContaining("64 lower-case");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (requests.incrementAndGet() <= failures) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            exchange.sendResponseHeaders(200, zip.length);
            if (stalls) {
                exchange.getResponseBody().write(zip, 0, 10);
                exchange.getResponseBody().flush();
                sleep();
                return;
            }
            exchange.getResponseBody().write(zip);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(1_500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void assertRefused(BundleReference reference, Category category, String said) {
        assertThatThrownBy(() -> fetcher().fetch(reference))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining(said)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"))
                .extracting("category")
                .isEqualTo(category);
    }

    private BundleFetcher fetcher() {
        return fetcher(Duration.ofSeconds(10), 1 << 20);
    }

    private BundleFetcher fetcher(Duration timeout, long most) {
        return new BundleFetcher(
                folder.resolve("cache"),
                new BundleFetcher.Limits(timeout, timeout, 3, Duration.ofMillis(1), most));
    }

    private BundleReference remote(String path) {
        return new BundleReference(address(path), Optional.of(Sha256.hex(zip)));
    }

    private String address(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }
}
