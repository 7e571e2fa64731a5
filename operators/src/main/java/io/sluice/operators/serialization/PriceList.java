package io.sluice.operators.serialization;

import io.sluice.gates.Prices;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.Price;
import io.sluice.schemas.PriceCodec;
import java.util.ArrayList;
import java.util.List;

/** Prices as their number and then each. */
final class PriceList {
    private PriceList() {}

    static void write(Prices prices, AvroWriter out) {
        List<Price> list = prices.asList();
        out.writeInt(list.size());
        for (Price price : list) {
            PriceCodec.write(price, out);
        }
    }

    static Prices read(AvroReader in) throws MalformedException {
        List<Price> prices = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            prices.add(PriceCodec.read(in));
        }
        return Prices.of(prices);
    }
}
