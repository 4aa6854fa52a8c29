package io.github.modeleditor.importer.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every type against what the package gguf of llama.cpp makes of the same random blocks, bit for bit. */
class GgmlTypeTest {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "F32")
    void widensAsLlamaCppDoes(GgmlType type) throws IOException {
        ByteBuffer blocks = resource(type + ".blocks");
        float[] expected = new float[resource(type + ".floats").remaining() / Float.BYTES];
        resource(type + ".floats").asFloatBuffer().get(expected);
        float[] actual = new float[expected.length];
        for (int block = 0; block < actual.length / type.elements(); block++) {
            type.widen(blocks, block * type.bytes(), actual, block * type.elements());
        }
        assertThat(actual).hasSizeGreaterThan(60).containsExactly(expected);
    }

    private static ByteBuffer resource(String name) throws IOException {
        try (InputStream stream = GgmlTypeTest.class.getResourceAsStream("/gguf/" + name)) {
            return ByteBuffer.wrap(Objects.requireNonNull(stream, name).readAllBytes())
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
