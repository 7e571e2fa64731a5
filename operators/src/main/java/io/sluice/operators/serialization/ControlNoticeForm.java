package io.sluice.operators.serialization;

import io.sluice.gates.NamedBundle;
import io.sluice.operators.ControlNotice;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import java.util.ArrayList;
import java.util.List;

/** How a {@link ControlNotice} is written among what it travels with. */
final class ControlNoticeForm {
    private ControlNoticeForm() {}

    static void write(ControlNotice notice, AvroWriter out) {
        out.writeLong(notice.epoch());
        out.writeLong(notice.refusedEpoch());
        out.writeString(notice.refusal());
        out.writeBytes(notice.shares());
        out.writeLong(notice.budgetsEpoch());
        out.writeBytes(notice.budgets());
        out.writeInt(notice.bundles().size());
        notice.bundles().forEach(bundle -> PolicyEpochSerializer.write(bundle, out));
    }

    static ControlNotice read(AvroReader in) throws MalformedException {
        return new ControlNotice(
                in.readLong(),
                in.readLong(),
                in.readString(),
                in.readBytes(),
                in.readLong(),
                in.readBytes(),
                bundles(in));
    }

    private static List<NamedBundle> bundles(AvroReader in) throws MalformedException {
        int count = in.readInt();
        List<NamedBundle> bundles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bundles.add(PolicyEpochSerializer.readBundle(in));
        }
        return bundles;
    }
}
