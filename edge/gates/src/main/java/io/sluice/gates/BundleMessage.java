package io.sluice.gates;

import io.sluice.config.ConfigException;
import io.sluice.config.Section;
import java.nio.charset.StandardCharsets;

/**
 * The payload of a control message of kind BUNDLE: another bundle, by reference, and the policy
 * that comes into force with it. With both in one message nobody runs a bundle under a policy of
 * another.
 *
 * @param bundle where it is and what it must be
 * @param policyDocument a policy for it; treat as read-only
 */
public record BundleMessage(NamedBundle bundle, byte[] policyDocument) {
    private static final int MOST_EXITS = 1 << 10;
    private static final String HASH_FORM = "64 lower-case hexadecimal digits";

    /**
     * Reads a document, policy included.
     *
     * @param source what to call it in messages
     * @throws ConfigException naming every problem of the document
     */
    public static BundleMessage parse(String source, byte[] document) {
        Section root = Section.parse(source, new String(document, StandardCharsets.UTF_8));
        NamedBundle bundle =
                new NamedBundle(
                        root.string("uri"),
                        root.has("sha256") ? hash(root, "sha256") : "",
                        hash(root, "hash"),
                        (int) root.integer("exits", 1, MOST_EXITS));
        String policy = root.string("policy");
        root.finish();
        return new BundleMessage(bundle, policy.getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(Section root, String key) {
        String value = root.string(key);
        if (!value.isEmpty() && !value.matches("[0-9a-f]{64}")) {
            root.problem(key, "'" + value + "'", HASH_FORM);
        }
        return value;
    }

    /** The document of this message, in JSON; {@link #parse} reads it back. */
    public byte[] document() {
        String json =
                "{\"uri\": "
                        + DocumentForm.text(bundle.uri())
                        + (bundle.sha256().isEmpty()
                                ? ""
                                : ", \"sha256\": " + DocumentForm.text(bundle.sha256()))
                        + ", \"hash\": "
                        + DocumentForm.text(bundle.hash())
                        + ", \"exits\": "
                        + bundle.exits()
                        + ", \"policy\": "
                        + DocumentForm.text(new String(policyDocument, StandardCharsets.UTF_8))
                        + "}";
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
