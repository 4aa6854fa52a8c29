package io.github.modeleditor.onnx.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages to bytes, to JSON, and to messages: each leaves most of its input as it is. */
final class Mutations {
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        2,
        7,
        255,
        65_536,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 31,
        1L << 32,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private static final String[] TEXTS = {
        "",
        " ",
        "\0",
        "a",
        "((a+)+)+$",
        "(a*)*b",
        "\\Q",
        "(?x)#",
        "{}",
        "\ud800",
        "../../x",
        "/dev/zero",
        "\u6f22",
        "NaN",
        "A".repeat(5000)
    };

    private final Random random;

    Mutations(long seed) {
        random = new Random(seed);
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private long number() {
        return random.nextInt(4) == 0 ? random.nextLong() : NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private String text() {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    /** Some bytes changed, cut off, taken out, or there twice. */
    byte[] bytes(byte[] original) {
        byte[] bytes = original.clone();
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int place = random.nextInt(Math.max(1, bytes.length));
        switch (random.nextInt(4)) {
            case 0 -> bytes = Arrays.copyOf(bytes, place);
            case 1 -> {
                int length = Math.min(bytes.length - place, 1 + random.nextInt(64));
                byte[] shorter = new byte[bytes.length - length];
                System.arraycopy(bytes, 0, shorter, 0, place);
                System.arraycopy(bytes, place + length, shorter, place, shorter.length - place);
                bytes = shorter;
            }
            case 2 -> {
                for (int i = 0; i < Long.BYTES && place + i < bytes.length; i++) {
                    bytes[place + i] = (byte) (random.nextBoolean() ? 0xff : 0);
                }
            }
            default -> {
                for (int i = 0; i <= random.nextInt(8); i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
        }
        return bytes;
    }

    /** Bytes near the beginning alone, where formats have their lengths. */
    byte[] head(byte[] original, int length) {
        byte[] bytes = original.clone();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            bytes[random.nextInt(Math.min(length, bytes.length))] = (byte) random.nextInt();
        }
        return bytes;
    }

    /** A JSON text with one value of it changed, or its bytes. */
    byte[] json(JsonNode original) {
        JsonNode changed = original.deepCopy();
        int count = 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            List<JsonNode> containers = new ArrayList<>();
            collect(changed, containers, 40);
            if (!containers.isEmpty()) {
                change(any(containers));
            }
        }
        byte[] text = changed.toString().getBytes(UTF_8);
        return random.nextInt(10) == 0 ? bytes(text) : text;
    }

    /** Of long lists and large objects some members are enough: nearly all of a vocabulary is alike. */
    private void collect(JsonNode node, List<JsonNode> containers, int most) {
        if (!node.isContainerNode() || node.isEmpty()) {
            return;
        }
        containers.add(node);
        int count = 0;
        for (JsonNode member : node) {
            if (count++ < most) {
                collect(member, containers, most);
            }
        }
    }

    private void change(JsonNode container) {
        if (container instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = any(names);
            switch (random.nextInt(5)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(any(names), object.path(name).deepCopy());
                case 2 -> object.set(name, wrapped(object.path(name)));
                default -> object.set(name, value());
            }
        } else if (container instanceof ArrayNode array) {
            int index = random.nextInt(array.size());
            switch (random.nextInt(4)) {
                case 0 -> array.remove(index);
                case 1 -> array.add(array.get(index).deepCopy());
                default -> array.set(index, value());
            }
        }
    }

    /** As deep as nothing honest is. */
    private JsonNode wrapped(JsonNode value) {
        JsonNode inner = value;
        for (int i = 0; i < 1 << random.nextInt(11); i++) {
            inner = JsonNodeFactory.instance.arrayNode().add(inner);
        }
        return inner;
    }

    private JsonNode value() {
        JsonNodeFactory make = JsonNodeFactory.instance;
        return switch (random.nextInt(7)) {
            case 0 -> make.nullNode();
            case 1 -> make.booleanNode(random.nextBoolean());
            case 2 -> make.numberNode(random.nextGaussian() * 1e300);
            case 3 -> make.arrayNode();
            case 4 -> make.objectNode();
            case 5 -> make.textNode(text());
            default -> make.numberNode(number());
        };
    }

    /** A message with one field of it, at any depth, set, cleared, doubled or taken from elsewhere. */
    void message(Message.Builder message) {
        Message.Builder current = message;
        while (true) {
            List<FieldDescriptor> inner = new ArrayList<>();
            for (FieldDescriptor field : current.getAllFields().keySet()) {
                if (field.getJavaType() == JavaType.MESSAGE) {
                    inner.add(field);
                }
            }
            if (inner.isEmpty() || random.nextInt(4) == 0) {
                break;
            }
            FieldDescriptor field = any(inner);
            current = field.isRepeated()
                    ? current.getRepeatedFieldBuilder(field, random.nextInt(current.getRepeatedFieldCount(field)))
                    : current.getFieldBuilder(field);
        }
        List<FieldDescriptor> set = new ArrayList<>(current.getAllFields().keySet());
        if (!set.isEmpty()) {
            change(current, any(set));
        }
    }

    private void change(Message.Builder message, FieldDescriptor field) {
        if (!field.isRepeated()) {
            if (random.nextInt(4) == 0 || field.getJavaType() == JavaType.MESSAGE) {
                message.clearField(field);
            } else {
                message.setField(field, value(field, message.getField(field)));
            }
            return;
        }
        int count = message.getRepeatedFieldCount(field);
        int index = random.nextInt(count);
        switch (random.nextInt(5)) {
            case 0 -> {
                List<Object> all = new ArrayList<>(((List<?>) message.getField(field)));
                all.remove(index);
                message.setField(field, all);
            }
            case 1 -> message.addRepeatedField(field, message.getRepeatedField(field, index));
            case 2 -> message.setRepeatedField(field, random.nextInt(count), message.getRepeatedField(field, index));
            case 3 -> message.clearField(field);
            default -> {
                if (field.getJavaType() != JavaType.MESSAGE) {
                    message.setRepeatedField(field, index, value(field, message.getRepeatedField(field, index)));
                }
            }
        }
    }

    private Object value(FieldDescriptor field, Object old) {
        return switch (field.getJavaType()) {
            case INT -> (int) number();
            case LONG -> number();
            case FLOAT -> (float) random.nextGaussian();
            case DOUBLE -> random.nextGaussian();
            case STRING -> text();
            case BOOLEAN -> random.nextBoolean();
            case BYTE_STRING ->
                com.google.protobuf.ByteString.copyFrom(bytes(((com.google.protobuf.ByteString) old).toByteArray()));
            case ENUM -> any(field.getEnumType().getValues());
            case MESSAGE -> old;
        };
    }
}
