package io.sluice.experts;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.schemas.DType;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Tensors as JSON in the Open Inference Protocol: name, shape, datatype and data. */
final class OipTensors {
    private static final Map<String, DType> TYPES =
            Map.of(
                    "BOOL", DType.BOOL,
                    "UINT8", DType.UINT8,
                    "INT8", DType.INT8,
                    "INT16", DType.INT16,
                    "INT32", DType.INT32,
                    "INT64", DType.INT64,
                    "FP32", DType.FLOAT32,
                    "FP64", DType.FLOAT64);

    private OipTensors() {}

    /** The protocol's name of an element type. */
    static String datatype(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> "FP32";
            case FLOAT64 -> "FP64";
            default -> dtype.name();
        };
    }

    static void write(NamedTensor named, JsonGenerator json) throws IOException {
        Tensor tensor = named.tensor();
        json.writeStartObject();
        json.writeStringField("name", named.name());
        json.writeFieldName("shape");
        json.writeArray(tensor.shape(), 0, tensor.rank());
        json.writeStringField("datatype", datatype(tensor.dtype()));
        json.writeArrayFieldStart("data");
        for (int i = 0; i < tensor.elementCount(); i++) {
            writeElement(tensor, i, json);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeElement(Tensor tensor, int index, JsonGenerator json)
            throws IOException {
        switch (tensor.dtype()) {
            case FLOAT32 -> json.writeNumber(tensor.floatAt(index));
            case FLOAT64 -> json.writeNumber(tensor.numberAt(index));
            case BOOL -> json.writeBoolean(tensor.numberAt(index) != 0);
            case INT64 -> json.writeNumber(longAt(tensor, index));
            default -> json.writeNumber((int) tensor.numberAt(index));
        }
    }

    private static long longAt(Tensor tensor, int index) {
        return ByteBuffer.wrap(tensor.array())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong(tensor.offset() + index * Long.BYTES);
    }

    /**
     * The tensors of a document's member {@code inputs} or {@code outputs}.
     *
     * @throws IOException naming what is not of the expected form
     */
    static List<NamedTensor> read(Object member, String name) throws IOException {
        if (!(member instanceof List<?> items)) {
            throw new IOException("expected a list of tensors in '" + name + "'");
        }
        List<NamedTensor> tensors = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof Map<?, ?> tensor) || !(tensor.get("name") instanceof String id)) {
                throw new IOException("expected tensors with a name in '" + name + "'");
            }
            try {
                tensors.add(new NamedTensor(id, tensor(tensor)));
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new IOException("tensor '" + id + "': " + e.getMessage(), e);
            }
        }
        return tensors;
    }

    private static Tensor tensor(Map<?, ?> members) {
        DType dtype = TYPES.get(String.valueOf(members.get("datatype")));
        if (dtype == null) {
            throw new IllegalArgumentException(
                    "datatype " + members.get("datatype") + "; expected one of " + TYPES.keySet());
        }
        if (!(members.get("shape") instanceof List<?> dimensions)
                || !(members.get("data") instanceof List<?> data)) {
            throw new IllegalArgumentException("expected a shape and data as lists");
        }
        int[] shape = new int[dimensions.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = Math.toIntExact(number(dimensions.get(i)).longValue());
        }
        List<Object> flat = new ArrayList<>();
        flatten(data, flat);
        if (Tensor.elements(shape) != flat.size()) {
            throw new IllegalArgumentException(
                    flat.size() + " elements for the shape " + Arrays.toString(shape));
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(flat.size(), dtype.bytes()))
                        .order(ByteOrder.LITTLE_ENDIAN);
        flat.forEach(element -> put(element, dtype, bytes));
        return Tensor.slice(dtype, shape, bytes.array(), 0, bytes.capacity());
    }

    private static void flatten(List<?> data, List<Object> into) {
        for (Object item : data) {
            if (item instanceof List<?> nested) {
                flatten(nested, into);
            } else {
                into.add(item);
            }
        }
    }

    private static void put(Object element, DType dtype, ByteBuffer to) {
        switch (dtype) {
            case BOOL -> to.put((byte) (truth(element) ? 1 : 0));
            case UINT8 -> to.put((byte) whole(element, 0, 255));
            case INT8 -> to.put((byte) whole(element, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case INT16 -> to.putShort((short) whole(element, Short.MIN_VALUE, Short.MAX_VALUE));
            case INT32 -> to.putInt((int) whole(element, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case INT64 -> to.putLong(whole(element, Long.MIN_VALUE, Long.MAX_VALUE));
            case FLOAT32 -> to.putFloat(number(element).floatValue());
            case FLOAT64 -> to.putDouble(number(element).doubleValue());
        }
    }

    private static boolean truth(Object element) {
        return element instanceof Boolean is ? is : whole(element, 0, 1) == 1;
    }

    private static long whole(Object element, long least, long most) {
        Number number = number(element);
        boolean isWhole = number instanceof Integer || number instanceof Long;
        if (!isWhole || number.longValue() < least || number.longValue() > most) {
            throw new IllegalArgumentException(
                    "element "
                            + element
                            + "; expected a whole number from "
                            + least
                            + " to "
                            + most);
        }
        return number.longValue();
    }

    private static Number number(Object element) {
        if (element instanceof Number number) {
            return number;
        }
        throw new IllegalArgumentException("element " + element + "; expected a number");
    }
}
