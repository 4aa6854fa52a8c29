package io.github.modeleditor.core.training;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Independent random streams from one seed, the same on every machine. */
final class Seeds {
    private Seeds() {}

    /** The stream for one purpose: another name or another seed gives an unrelated one. */
    static Random stream(long seed, String name) {
        return new Random(of(seed, name));
    }

    /** The same stream as one whose state can be kept. */
    static StoredRandom storedStream(long seed, String name) {
        return StoredRandom.seeded(of(seed, name));
    }

    private static long of(long seed, String name) {
        return Hashing.murmur3_128()
                .newHasher()
                .putLong(seed)
                .putString(name, StandardCharsets.UTF_8)
                .hash()
                .asLong();
    }
}
