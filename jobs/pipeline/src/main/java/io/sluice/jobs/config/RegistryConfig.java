package io.sluice.jobs.config;

import io.sluice.config.Section;
import java.io.Serializable;
import java.time.Duration;

/**
 * A schema registry that speaks the Confluent-compatible API.
 *
 * @param url its base URL
 * @param user for basic authentication, or empty
 * @param password for basic authentication, or empty
 * @param timeout how long one request may take
 */
public record RegistryConfig(String url, String user, String password, Duration timeout)
        implements Serializable {
    static RegistryConfig read(Section section) {
        String url = section.string("url");
        if (!url.isEmpty() && !url.matches("https?://.+")) {
            section.problem("url", "'" + url + "'", "an address such as http://registry:8081");
        }
        return new RegistryConfig(
                url,
                section.string("user", ""),
                section.string("password", ""),
                section.duration("timeout", Duration.ofSeconds(5)));
    }

    @Override
    public String toString() {
        return url;
    }
}
