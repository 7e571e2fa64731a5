package io.sluice.kernel.bundle;

import io.sluice.kernel.bundle.BundleException.Category;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file over HTTP(S), bounded in time and size, tried again when the network or server fails.
 */
final class ZipDownload {
    private static final Logger LOG = LoggerFactory.getLogger(ZipDownload.class);
    private static final int CHUNK = 1 << 16;

    private final BundleFetcher.Limits limits;

    ZipDownload(BundleFetcher.Limits limits) {
        this.limits = limits;
    }

    void to(Path file, String uri) throws IOException {
        HttpClient client =
                HttpClient.newBuilder()
                        .connectTimeout(limits.connectTimeout())
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build();
        HttpRequest request =
                HttpRequest.newBuilder(address(uri)).timeout(limits.requestTimeout()).build();
        Duration pause = limits.pause();
        for (int attempt = 1; ; attempt++) {
            try {
                attempt(client, request, file);
                return;
            } catch (IOException e) {
                if (attempt >= limits.attempts()) {
                    throw e;
                }
                LOG.warn(
                        "Attempt {} to fetch {} failed: {}",
                        attempt,
                        BundleReference.place(uri),
                        e.toString());
                sleep(pause);
                pause = pause.multipliedBy(2);
            }
        }
    }

    private static URI address(String uri) {
        try {
            return new URI(uri);
        } catch (URISyntaxException e) {
            throw new BundleException(
                    Category.FETCH, BundleReference.place(uri) + ": " + e.getReason());
        }
    }

    private void attempt(HttpClient client, HttpRequest request, Path file) throws IOException {
        try {
            HttpResponse<InputStream> response =
                    client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                requireSuccess(request, response.statusCode());
                closeInTime(body);
                copy(request, body, file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BundleException(
                    Category.FETCH,
                    BundleReference.place(request.uri().toString()) + ": interrupted",
                    e);
        }
    }

    /** Tries again what may pass; a status such as 403 or 404 will not. */
    private static void requireSuccess(HttpRequest request, int status) throws IOException {
        if (status == 200) {
            return;
        }
        String what =
                BundleReference.place(request.uri().toString()) + ": the server answers " + status;
        if (status >= 500 || status == 408 || status == 429) {
            throw new IOException(what);
        }
        throw new BundleException(Category.FETCH, what);
    }

    /** The request's timeout ends with the headers: a body that stalls is closed from outside. */
    private void closeInTime(InputStream body) {
        CompletableFuture.delayedExecutor(limits.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .execute(
                        () -> {
                            try {
                                body.close();
                            } catch (IOException alreadyBroken) {
                                LOG.debug("A late body could not be closed", alreadyBroken);
                            }
                        });
    }

    private void copy(HttpRequest request, InputStream body, Path file) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long bytes = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                bytes += read;
                if (bytes > limits.mostBytes()) {
                    throw new BundleException(
                            Category.FETCH,
                            BundleReference.place(request.uri().toString())
                                    + ": has more than "
                                    + limits.mostBytes()
                                    + " bytes");
                }
                out.write(chunk, 0, read);
            }
        }
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BundleException(Category.FETCH, "interrupted between two attempts", e);
        }
    }
}
