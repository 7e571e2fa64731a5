package io.sluice.schemas.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Single requests to a registry: one attempt each, bounded in time. Thread-safe. */
final class RegistryHttp {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    private final RegistryOptions options;
    private final HttpClient client;

    /** A schema that another one names. */
    record Reference(String subject, int version) {}

    /**
     * What a registry answers; fields that the answer lacks are null, 0 or empty.
     *
     * @param message the registry's words about an error
     */
    record Reply(
            int status,
            String schema,
            String schemaType,
            List<Reference> references,
            int id,
            String message) {}

    RegistryHttp(RegistryOptions options) {
        this.options = options;
        this.client =
                HttpClient.newBuilder()
                        .connectTimeout(options.connectTimeout())
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build();
    }

    Reply get(String path) {
        return send(path, request(path).GET().build());
    }

    Reply post(String path, String schema) {
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofByteArray(body(schema));
        return send(path, request(path).header("Content-Type", MEDIA_TYPE).POST(body).build());
    }

    private HttpRequest.Builder request(String path) {
        String base = options.url().toString().replaceAll("/+$", "");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(options.requestTimeout())
                        .header("Accept", MEDIA_TYPE + ", application/json");
        if (options.username() != null) {
            String credentials = options.username() + ":" + options.password();
            byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
        }
        return request;
    }

    /** The answer of status 200, 404, 409 or 422; every other one counts as none. */
    private Reply send(String path, HttpRequest request) {
        HttpResponse<byte[]> response = exchange(path, request);
        int status = response.statusCode();
        boolean answers = status == 200 || status == 404 || status == 409 || status == 422;
        if (!answers) {
            String hint = status == 401 || status == 403 ? "; check the credentials" : "";
            throw unavailable(path, "status " + status + hint, null);
        }
        try {
            return parse(status, response.body());
        } catch (IOException e) {
            if (status == 200) {
                throw unavailable(path, "an answer that is no registry's: " + e.getMessage(), e);
            }
            return new Reply(status, null, null, List.of(), 0, "status " + status);
        }
    }

    private HttpResponse<byte[]> exchange(String path, HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> future =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            // The request's own timeout ends with the headers; this one covers the body too.
            return future.get(options.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unavailable(path, "no answer within " + options.requestTimeout(), e);
        } catch (ExecutionException e) {
            throw unavailable(path, String.valueOf(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(path, "interrupted while waiting for the answer", e);
        } finally {
            future.cancel(true);
        }
    }

    private RegistryUnavailableException unavailable(String path, String why, Throwable cause) {
        return new RegistryUnavailableException(options + " " + path + ": " + why, cause);
    }

    private static byte[] body(String schema) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("schema", schema);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to memory", e);
        }
        return out.toByteArray();
    }

    private static Reply parse(int status, byte[] body) throws IOException {
        String schema = null;
        String schemaType = null;
        String message = null;
        int id = 0;
        List<Reference> references = List.of();
        try (JsonParser json = JSON.createParser(body)) {
            requireObject(json);
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                switch (name) {
                    case "schema" -> schema = json.getValueAsString();
                    case "schemaType" -> schemaType = json.getValueAsString();
                    case "message" -> message = json.getValueAsString();
                    case "id" -> id = json.getValueAsInt();
                    case "references" -> references = references(json);
                    default -> json.skipChildren();
                }
            }
        }
        return new Reply(status, schema, schemaType, references, id, message);
    }

    private static void requireObject(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("expected a JSON object");
        }
    }

    private static List<Reference> references(JsonParser json) throws IOException {
        List<Reference> references = new ArrayList<>();
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return references;
        }
        while (json.nextToken() == JsonToken.START_OBJECT) {
            String subject = null;
            int version = 0;
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                switch (name) {
                    case "subject" -> subject = json.getValueAsString();
                    case "version" -> version = json.getValueAsInt();
                    default -> json.skipChildren();
                }
            }
            references.add(new Reference(subject, version));
        }
        return references;
    }
}
