package io.sluice.schemas.registry;

import java.net.URI;
import java.time.Duration;

/**
 * How to reach a registry and how long to wait for it.
 *
 * @param url its base, such as {@code http://registry:8081}
 * @param username for basic authentication, or null for none
 * @param password its password, or null for none
 * @param connectTimeout bound of making a connection; default 5 s
 * @param requestTimeout bound of one request from start to the last byte; default 10 s
 * @param firstBackoff pause after the first failed attempt; doubles with each; default 100 ms
 * @param maxBackoff longest pause; default 5 s
 * @param maxWait bound of all attempts together; default 10 min
 * @param unknownFor how long an id that the registry did not know is not asked for again; default
 *     60 s
 */
public record RegistryOptions(
        URI url,
        String username,
        String password,
        Duration connectTimeout,
        Duration requestTimeout,
        Duration firstBackoff,
        Duration maxBackoff,
        Duration maxWait,
        Duration unknownFor) {

    public RegistryOptions {
        if (url.getScheme() == null
                || !url.getScheme().matches("https?")
                || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "a registry's URL is http(s)://host[:port][/path], not '" + url + "'");
        }
        if ((username == null) != (password == null)) {
            throw new IllegalArgumentException(
                    "a registry's user name and password are given together or not at all");
        }
    }

    /** Options of a registry without authentication, all with their defaults. */
    public static RegistryOptions of(URI url) {
        return new RegistryOptions(
                url,
                null,
                null,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                Duration.ofMinutes(10),
                Duration.ofSeconds(60));
    }

    public RegistryOptions withBasicAuth(String newUsername, String newPassword) {
        return new RegistryOptions(
                url,
                newUsername,
                newPassword,
                connectTimeout,
                requestTimeout,
                firstBackoff,
                maxBackoff,
                maxWait,
                unknownFor);
    }

    public RegistryOptions withTimeouts(Duration connect, Duration request) {
        return new RegistryOptions(
                url,
                username,
                password,
                connect,
                request,
                firstBackoff,
                maxBackoff,
                maxWait,
                unknownFor);
    }

    public RegistryOptions withWait(Duration first, Duration longest, Duration total) {
        return new RegistryOptions(
                url,
                username,
                password,
                connectTimeout,
                requestTimeout,
                first,
                longest,
                total,
                unknownFor);
    }

    public RegistryOptions withUnknownFor(Duration duration) {
        return new RegistryOptions(
                url,
                username,
                password,
                connectTimeout,
                requestTimeout,
                firstBackoff,
                maxBackoff,
                maxWait,
                duration);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "registry " + url + (username == null ? "" : " as " + username);
    }
}
