package io.sluice.cli.report;

import io.sluice.schemas.Header;
import io.sluice.schemas.mapping.SourceRecord;
import java.nio.charset.StandardCharsets;

/**
 * Where a prediction says whose event it answers.
 *
 * @param header a header that the pipeline forwards, or empty
 * @param keySeparator what ends the tenant's name in the record's key, or empty
 */
record TenantSource(String header, String keySeparator) {
    /** The tenant, or empty when the record names none. */
    String tenant(SourceRecord record) {
        if (!header.isEmpty()) {
            String found = "";
            for (Header each : record.headers()) {
                // As with all headers, the last of a name counts.
                if (each.key().equals(header) && each.value() != null) {
                    found = new String(each.value(), StandardCharsets.UTF_8);
                }
            }
            return found;
        }
        if (keySeparator.isEmpty() || record.key() == null) {
            return "";
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        int end = key.indexOf(keySeparator);
        return end < 0 ? "" : key.substring(0, end);
    }
}
