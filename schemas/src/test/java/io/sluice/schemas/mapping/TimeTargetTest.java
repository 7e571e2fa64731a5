package io.sluice.schemas.mapping;

import static io.sluice.schemas.mapping.Records.assertRefused;
import static io.sluice.schemas.mapping.Records.avro;
import static io.sluice.schemas.mapping.Records.schema;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.mapping.TimeField.Unit;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How times are read: by unit, by logical type, as text. */
class TimeTargetTest {
    static Stream<Arguments> times() {
        return Stream.of(
                Arguments.of("'long'", Unit.MILLIS, 5L, 5L),
                Arguments.of("'long'", Unit.MICROS, -1L, -1L),
                Arguments.of("'long'", Unit.NANOS, 2_999_999L, 2L),
                Arguments.of("'int'", Unit.SECONDS, 3, 3_000L),
                Arguments.of("'double'", Unit.SECONDS, 1.5, 1_500L),
                Arguments.of("'string'", Unit.FROM_SCHEMA, "1970-01-01T00:00:01.25Z", 1_250L),
                Arguments.of("'string'", Unit.FROM_SCHEMA, "1970-01-01T01:00:00+01:00", 0L),
                Arguments.of(logical("timestamp-millis"), Unit.FROM_SCHEMA, 7L, 7L),
                Arguments.of(logical("timestamp-micros"), Unit.FROM_SCHEMA, 7_999L, 7L),
                Arguments.of(logical("timestamp-nanos"), Unit.FROM_SCHEMA, 7_999_999L, 7L),
                Arguments.of(logical("timestamp-micros"), Unit.MILLIS, 7L, 7L),
                Arguments.of(
                        "['null'," + logical("timestamp-micros") + "]",
                        Unit.FROM_SCHEMA,
                        7_000L,
                        7L));
    }

    private static String logical(String type) {
        return "{'type':'long','logicalType':'" + type + "'}";
    }

    private static Schema one(String type) {
        return schema("{'type':'record','name':'R','fields':[{'name':'t','type':" + type + "}]}");
    }

    private static RecordDecoder decoder(Schema schema, Unit unit) {
        Mapping mapping = Mapping.builder().eventTime(TimeField.of("t", unit)).build();
        return new AvroRecordDecoder(List.of(), mapping, SchemaSource.fixed(schema));
    }

    private static SourceRecord record(Schema schema, Object value) {
        GenericRecord record = new GenericData.Record(schema);
        record.put("t", value);
        return Records.of(avro(schema, record));
    }

    @ParameterizedTest
    @MethodSource("times")
    void readsTimes(String type, Unit unit, Object value, long millis) throws DecodeException {
        Schema schema = one(type);

        assertThat(decoder(schema, unit).decode(record(schema, value)).eventTimeMillis())
                .isEqualTo(millis);
    }

    static Stream<Arguments> badTimes() {
        return Stream.of(
                Arguments.of("'long'", Unit.SECONDS, Long.MAX_VALUE, "9223372036854775807"),
                Arguments.of("'double'", Unit.SECONDS, Double.NaN, "NaN"),
                Arguments.of("'string'", Unit.FROM_SCHEMA, "yesterday", "found 'yesterday'"),
                Arguments.of("['null','string']", Unit.FROM_SCHEMA, null, "absent or null"));
    }

    @ParameterizedTest
    @MethodSource("badTimes")
    void refusesWhatIsNoTime(String type, Unit unit, Object value, String message) {
        Schema schema = one(type);
        ReasonCode reason = value == null ? ReasonCode.MISSING_FIELD : ReasonCode.WRONG_TYPE;

        assertRefused(
                decoder(schema, unit),
                record(schema, value),
                reason,
                "'t'",
                "the event time",
                message);
    }
}
