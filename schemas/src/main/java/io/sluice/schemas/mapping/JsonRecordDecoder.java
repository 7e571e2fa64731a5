package io.sluice.schemas.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.sluice.schemas.DType;
import io.sluice.schemas.Event;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.mapping.MappingException.Problem;
import io.sluice.schemas.mapping.Target.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Users' JSON records as events, in one pass over the tokens. Arrays of numbers become tensors,
 * nested ones row by row; base64 strings become the bytes of an input. A field that appears twice
 * counts the last time. Not thread-safe.
 */
public final class JsonRecordDecoder implements RecordDecoder {
    private final JsonFactory factory =
            JsonFactory.builder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();
    private final EventAssembler assembler;
    private final PathTree tree;

    /**
     * @param inputs the model's inputs, in the order that events have them
     * @throws MappingException when the mapping does not fit the inputs, or gives one field to two
     *     whole inputs, which one pass cannot do
     */
    public JsonRecordDecoder(List<InputSpec> inputs, Mapping mapping) {
        MappingCheck.require(inputs, mapping);
        this.assembler = new EventAssembler(inputs, mapping);
        this.tree = assembler.tree();
        List<Problem> problems = new ArrayList<>();
        findShared(tree, problems);
        if (!problems.isEmpty()) {
            throw new MappingException("the mapping does not fit JSON", problems);
        }
    }

    private static void findShared(PathTree node, List<Problem> problems) {
        if (node.targets().stream().filter(InputTarget.Whole.class::isInstance).count() > 1) {
            problems.add(
                    new Problem(
                            ReasonCode.WRONG_TYPE,
                            "field '" + node.path() + "' is mapped to more than one whole input"));
        }
        node.children().values().forEach(child -> findShared(child, problems));
    }

    @Override
    public Event decode(SourceRecord record) throws DecodeException {
        read(record, false);
        return assembler.finish(record);
    }

    @Override
    public PartialEvent decodePartial(SourceRecord record) throws DecodeException {
        read(record, true);
        return assembler.finishPartial(record);
    }

    /** Hands the record's values to the assembler. */
    private void read(SourceRecord record, boolean partial) throws DecodeException {
        if (record.value() == null) {
            throw Decoding.empty(record);
        }
        assembler.begin(partial);
        try (JsonParser json = factory.createParser(record.value())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("expected a JSON object, found " + name(json.currentToken()));
            }
            readObject(json, tree);
            if (json.nextToken() != null) {
                throw malformed(
                        "expected the end after the JSON object, found "
                                + name(json.currentToken()));
            }
        } catch (JsonProcessingException e) {
            throw new DecodeException(
                    ReasonCode.MALFORMED,
                    "at byte "
                            + (e.getLocation() == null ? 0 : e.getLocation().getByteOffset())
                            + ": "
                            + Target.shortened(e.getOriginalMessage()),
                    e);
        } catch (IOException e) {
            throw new DecodeException(ReasonCode.MALFORMED, String.valueOf(e.getMessage()), e);
        }
    }

    private void readObject(JsonParser json, PathTree node) throws IOException, DecodeException {
        Map<String, PathTree> children = node.children();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            PathTree child = children.get(name);
            JsonToken token = json.nextToken();
            if (child == null) {
                json.skipChildren();
            } else if (child.isLeaf()) {
                readLeaf(json, token, child);
            } else if (token == JsonToken.START_OBJECT) {
                readObject(json, child);
            } else if (token != JsonToken.VALUE_NULL) {
                throw new DecodeException(
                        ReasonCode.WRONG_TYPE,
                        "field '" + child.path() + "': expected an object, found " + name(token));
            }
        }
    }

    private void readLeaf(JsonParser json, JsonToken token, PathTree leaf)
            throws IOException, DecodeException {
        List<Target> targets = leaf.targets();
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            if (token == JsonToken.START_ARRAY) {
                readArray(json, target);
                if (i + 1 < targets.size()) {
                    throw targets.get(i + 1).refuse("an array");
                }
            } else {
                readScalar(json, token, target);
            }
        }
    }

    private static void readScalar(JsonParser json, JsonToken token, Target target)
            throws IOException, DecodeException {
        switch (token) {
            case VALUE_NUMBER_INT -> {
                if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    target.fraction(json.getDoubleValue());
                } else {
                    target.integer(json.getLongValue());
                }
            }
            case VALUE_NUMBER_FLOAT -> target.fraction(json.getDoubleValue());
            case VALUE_TRUE, VALUE_FALSE -> target.bool(token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> target.absent();
            case VALUE_STRING -> readString(json, target);
            default -> throw target.refuse(name(token));
        }
    }

    private static void readString(JsonParser json, Target target)
            throws IOException, DecodeException {
        if (target.accepts(Kind.TEXT)) {
            target.text(json.getText());
            return;
        }
        if (!target.accepts(Kind.BYTES)) {
            throw target.refuse("the string '" + Target.shortened(json.getText()) + "'");
        }
        byte[] bytes;
        try {
            bytes = json.getBinaryValue();
        } catch (JsonProcessingException e) {
            throw target.refuse("a string that is no base64");
        }
        target.bytes(bytes, 0, bytes.length);
    }

    private static void readArray(JsonParser json, Target target)
            throws IOException, DecodeException {
        InputSlot slot = target.arraySlot();
        boolean floats = slot.takesAsIs(DType.FLOAT32);
        InputTarget.Item item = new InputTarget.Item(target.path(), slot);
        int depth = 1;
        while (depth > 0) {
            JsonToken token = json.nextToken();
            if (floats && token == JsonToken.VALUE_NUMBER_FLOAT) {
                slot.addFloat(readFloat(json));
            } else if (token == JsonToken.START_ARRAY) {
                depth++;
            } else if (token == JsonToken.END_ARRAY) {
                depth--;
            } else {
                readScalar(json, token, item);
            }
        }
    }

    private static float readFloat(JsonParser json) throws IOException {
        float value =
                FloatText.parse(
                        json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
        return Float.isNaN(value) ? json.getFloatValue() : value;
    }

    private static String name(JsonToken token) {
        if (token == null) {
            return "the end";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            default -> token.asString() == null ? token.name() : "'" + token.asString() + "'";
        };
    }

    private static DecodeException malformed(String message) {
        return new DecodeException(ReasonCode.MALFORMED, message);
    }
}
