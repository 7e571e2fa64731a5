package io.sluice.operators.serialization;

import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.Header;
import io.sluice.schemas.MalformedException;
import java.util.ArrayList;
import java.util.List;

/** Kafka headers inside a serialised record. */
final class HeaderList {
    private HeaderList() {}

    static void write(List<Header> headers, AvroWriter out) {
        out.writeInt(headers.size());
        for (Header header : headers) {
            out.writeString(header.key());
            out.writeNullableBytes(header.value());
        }
    }

    static List<Header> read(AvroReader in) throws MalformedException {
        int count = in.readInt();
        if (count == 0) {
            return List.of();
        }
        List<Header> headers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            headers.add(new Header(in.readString(), readNullableBytes(in)));
        }
        return headers;
    }

    static byte[] readNullableBytes(AvroReader in) throws MalformedException {
        return in.readPresent() ? in.readBytes() : null;
    }
}
