package io.github.modeleditor.importer.gguf;

import io.github.modeleditor.graph.ir.HalfFloats;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The types of numbers in GGUF that are read here. Numbers lie in blocks that share scales; each block is widened with the very operations of
 * llama.cpp, in single precision.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">GGUF</a>
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-quants.c">the blocks</a>
 */
enum GgmlType {
    F32(0, 1, 4) {
        @Override
        void widen(ByteBuffer block, int at, float[] target, int offset) {
            target[offset] = block.getFloat(at);
        }
    },
    F16(1, 1, 2) {
        @Override
        void widen(ByteBuffer block, int at, float[] target, int offset) {
            target[offset] = half(block, at);
        }
    },
    BF16(30, 1, 2) {
        @Override
        void widen(ByteBuffer block, int at, float[] target, int offset) {
            target[offset] = HalfFloats.fromBfloat16(block.getShort(at));
        }
    },
    /** Scale, then 32 numbers of 4 bits, the lower halves of 16 bytes first; less 8. */
    Q4_0(2, 32, 18) {
        @Override
        void widen(ByteBuffer block, int at, float[] target, int offset) {
            float scale = half(block, at);
            for (int i = 0; i < 16; i++) {
                int pair = block.get(at + 2 + i) & 0xff;
                target[offset + i] = ((pair & 15) - 8) * scale;
                target[offset + i + 16] = ((pair >> 4) - 8) * scale;
            }
        }
    },
    /** Scale and least number, then 32 numbers of 4 bits. */
    Q4_1(3, 32, 20) {
        @Override
        void widen(ByteBuffer block, int at, float[] target, int offset) {
            float scale = half(block, at);
            float least = half(block, at + 2);
            for (int i = 0; i < 16; i++) {
                int pair = block.get(at + 4 + i) & 0xff;
                target[offset + i] = (pair & 15) * scale + least;
                target[offset + i + 16] = (pair >> 4) * scale + least;
            }
        }
    },
    /** Scale, the fifth bits, then 32 numbers of 4 bits; less 16. */
    Q5_0(6, 32, 22) {
        @Override
        void widen(ByteBuffer block, int at, float[] target, int offset) {
            float scale = half(block, at);
            int high = block.getInt(at + 2);
            for (int i = 0; i < 16; i++) {
                int pair = block.get(at + 6 + i) & 0xff;
                target[offset + i] = (((pair & 15) | fifth(high, i)) - 16) * scale;
                target[offset + i + 16] = (((pair >> 4) | fifth(high, i + 16)) - 16) * scale;
            }
        }
    },
    /** Scale and least number, the fifth bits, then 32 numbers of 4 bits. */
    Q5_1(7, 32, 24) {
        @Override
        void widen(ByteBuffer block, int at, float[] target, int offset) {
            float scale = half(block, at);
            float least = half(block, at + 2);
            int high = block.getInt(at + 4);
            for (int i = 0; i < 16; i++) {
                int pair = block.get(at + 8 + i) & 0xff;
                target[offset + i] = ((pair & 15) | fifth(high, i)) * scale + least;
                target[offset + i + 16] = ((pair >> 4) | fifth(high, i + 16)) * scale + least;
            }
        }
    },
    /** Scale, then 32 numbers of 8 bits. */
    Q8_0(8, 32, 34) {
        @Override
        void widen(ByteBuffer block, int at, float[] target, int offset) {
            float scale = half(block, at);
            for (int i = 0; i < 32; i++) {
                target[offset + i] = block.get(at + 2 + i) * scale;
            }
        }
    },
    /** 16 pairs of 4-bit scale and least number, 256 numbers of 2 bits, and what the pairs are multiplied by. */
    Q2_K(10, 256, 84) {
        @Override
        void widen(ByteBuffer block, int at, float[] target, int offset) {
            float scale = half(block, at + 80);
            float least = half(block, at + 82);
            for (int i = 0; i < 256; i++) {
                int pair = block.get(at + i / 16) & 0xff;
                int number = (block.get(at + 16 + i / 128 * 32 + i % 32) >> (i / 32 % 4 * 2)) & 3;
                target[offset + i] = scale * (pair & 15) * number - least * (pair >> 4);
            }
        }
    },
    /** The third bits, 256 numbers of 2 bits, 16 scales of 6 bits, and what those are multiplied by. */
    Q3_K(11, 256, 110) {
        @Override
        void widen(ByteBuffer block, int at, float[] target, int offset) {
            float scale = half(block, at + 108);
            for (int i = 0; i < 256; i++) {
                int part = i / 16;
                int low = (block.get(at + 96 + part % 8) >> (part / 8 * 4)) & 15;
                int high = (block.get(at + 104 + part % 4) >> (part / 4 * 2)) & 3;
                int number = (block.get(at + 32 + i / 128 * 32 + i % 32) >> (i / 32 % 4 * 2)) & 3;
                int third = ((block.get(at + i % 32) >> (i / 32)) & 1) == 0 ? 4 : 0;
                target[offset + i] = scale * ((low | (high << 4)) - 32) * (number - third);
            }
        }
    },
    /** Two scales, 8 pairs of 6-bit scale and least number, 256 numbers of 4 bits. */
    Q4_K(12, 256, 144) {
        @Override
        void widen(ByteBuffer block, int at, float[] target, int offset) {
            for (int i = 0; i < 256; i++) {
                int number = (block.get(at + 16 + i / 64 * 32 + i % 32) >> (i / 32 % 2 * 4)) & 15;
                target[offset + i] = ofPair(block, at, i / 32, number);
            }
        }
    },
    /** The same with fifth bits. */
    Q5_K(13, 256, 176) {
        @Override
        void widen(ByteBuffer block, int at, float[] target, int offset) {
            for (int i = 0; i < 256; i++) {
                int number = (block.get(at + 48 + i / 64 * 32 + i % 32) >> (i / 32 % 2 * 4)) & 15;
                int fifth = (block.get(at + 16 + i % 32) >> (i / 32)) & 1;
                target[offset + i] = ofPair(block, at, i / 32, number | (fifth << 4));
            }
        }
    },
    /** 256 numbers of 4 bits, their upper 2 bits, 16 scales of 8 bits, and what those are multiplied by. */
    Q6_K(14, 256, 210) {
        @Override
        void widen(ByteBuffer block, int at, float[] target, int offset) {
            float scale = half(block, at + 208);
            for (int i = 0; i < 256; i++) {
                int low = (block.get(at + i / 128 * 64 + i % 64) >> (i / 64 % 2 * 4)) & 15;
                int high = (block.get(at + 128 + i / 128 * 32 + i % 32) >> (i / 32 % 4 * 2)) & 3;
                target[offset + i] = scale * block.get(at + 192 + i / 16) * ((low | (high << 4)) - 32);
            }
        }
    };

    private final int id;
    private final int elements;
    private final int bytes;

    GgmlType(int id, int elements, int bytes) {
        this.id = id;
        this.elements = elements;
        this.bytes = bytes;
    }

    /**
     * Widens a block.
     *
     * @param block little-endian
     * @param at its first byte
     * @param target where to
     * @param offset where the first number goes
     */
    abstract void widen(ByteBuffer block, int at, float[] target, int offset);

    /** What it is called in a file. */
    int id() {
        return id;
    }

    /** How many numbers share a block. */
    int elements() {
        return elements;
    }

    /** How long a block is. */
    int bytes() {
        return bytes;
    }

    static Optional<GgmlType> of(long id) {
        return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
    }

    private static float half(ByteBuffer block, int at) {
        return HalfFloats.fromFloat16(block.getShort(at));
    }

    /** The fifth bit of a number in its place. */
    private static int fifth(int bits, int number) {
        return ((bits >>> number) << 4) & 16;
    }

    /** A number by the pair of 6-bit scale and least number that it shares with 31 others; the last four pairs have their upper bits apart. */
    private static float ofPair(ByteBuffer block, int at, int pair, int number) {
        int first = at + 4 + pair;
        int scale;
        int least;
        if (pair < 4) {
            scale = block.get(first) & 63;
            least = block.get(first + 4) & 63;
        } else {
            int both = block.get(first + 4) & 0xff;
            scale = (both & 15) | (((block.get(first - 4) & 0xff) >> 6) << 4);
            least = (both >> 4) | (((block.get(first) & 0xff) >> 6) << 4);
        }
        return half(block, at) * scale * number - half(block, at + 2) * least;
    }
}
