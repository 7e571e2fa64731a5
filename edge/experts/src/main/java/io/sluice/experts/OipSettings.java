package io.sluice.experts;

import java.net.URI;
import java.time.Duration;

/**
 * A server of the Open Inference Protocol.
 *
 * @param url the server's address, such as {@code http://host:8000}
 * @param model the model's name there
 * @param timeout for one attempt, at most; the request's budget may leave less
 * @param retries how often a failed attempt is repeated, at least 0
 * @param pause before the second attempt; doubled before each further one
 */
public record OipSettings(URI url, String model, Duration timeout, int retries, Duration pause) {
    public OipSettings {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "url '" + url + "'; expected one such as http://host:8000");
        }
        if (retries < 0 || timeout.isNegative() || timeout.isZero() || pause.isNegative()) {
            throw new IllegalArgumentException(
                    "expected a timeout above 0, retries and a pause of at least 0, found "
                            + timeout
                            + ", "
                            + retries
                            + " and "
                            + pause);
        }
    }
}
