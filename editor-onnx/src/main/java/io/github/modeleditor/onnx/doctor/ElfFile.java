package io.github.modeleditor.onnx.doctor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a shared library of Linux says of itself: for which processor it is, and which libraries it needs (the entries {@code
 * DT_NEEDED} of its dynamic section). 64-bit little-endian files only, as all processors have that ONNX Runtime is built for.
 *
 * @param machine the processor's number, {@code e_machine}
 * @param needed names of libraries, as the loader will look for them
 * @see <a href="https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html">System V ABI, chapters 4 and 5</a>
 */
record ElfFile(int machine, List<String> needed) {
    private static final int MAGIC = 0x464c457f;
    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int LOAD = 1;
    private static final int DYNAMIC = 2;
    private static final int TAG_NEEDED = 1;
    private static final int TAG_STRINGS = 5;
    private static final int MOST_BYTES = 1 << 20;

    /** Where a piece of the file comes to lie in memory. */
    private record Segment(int type, long offset, long address, long size) {}

    /**
     * Reads a file.
     *
     * @param file any file
     * @return what it says; empty if it is no such library, or damaged
     */
    static Optional<ElfFile> read(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer header = bytes(channel, 0, HEADER);
            if (header.getInt(0) != MAGIC || header.get(4) != 2 || header.get(5) != 1) {
                return Optional.empty();
            }
            return Optional.of(new ElfFile(Short.toUnsignedInt(header.getShort(18)), needed(channel, header)));
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    private static List<String> needed(FileChannel channel, ByteBuffer header) throws IOException {
        int count = Short.toUnsignedInt(header.getShort(56));
        ByteBuffer table = bytes(channel, header.getLong(32), (long) count * PROGRAM_HEADER);
        List<Segment> segments = new ArrayList<>();
        for (int at = 0; at < table.capacity(); at += PROGRAM_HEADER) {
            segments.add(new Segment(
                    table.getInt(at), table.getLong(at + 8), table.getLong(at + 16), table.getLong(at + 32)));
        }
        List<Long> names = new ArrayList<>();
        long strings = -1;
        for (Segment segment : segments) {
            if (segment.type() == DYNAMIC) {
                ByteBuffer entries = bytes(channel, segment.offset(), segment.size());
                for (int at = 0; at + 16 <= entries.capacity(); at += 16) {
                    if (entries.getLong(at) == TAG_NEEDED) {
                        names.add(entries.getLong(at + 8));
                    } else if (entries.getLong(at) == TAG_STRINGS) {
                        strings = entries.getLong(at + 8);
                    }
                }
            }
        }
        List<String> needed = new ArrayList<>();
        for (long name : names) {
            needed.add(text(channel, inFile(segments, strings) + name));
        }
        return needed;
    }

    private static long inFile(List<Segment> segments, long address) {
        return segments.stream()
                .filter(segment -> segment.type() == LOAD
                        && address >= segment.address()
                        && address < segment.address() + segment.size())
                .findFirst()
                .map(segment -> address - segment.address() + segment.offset())
                .orElseThrow(() -> new IllegalArgumentException("no segment has the names"));
    }

    private static String text(FileChannel channel, long offset) throws IOException {
        int length = (int) Math.min(256, channel.size() - offset);
        String text =
                StandardCharsets.UTF_8.decode(bytes(channel, offset, length)).toString();
        return text.substring(0, text.indexOf('\0'));
    }

    private static ByteBuffer bytes(FileChannel channel, long offset, long length) throws IOException {
        if (offset < 0 || length < 0 || length > MOST_BYTES || offset + length > channel.size()) {
            throw new IllegalArgumentException("beyond the end of the file");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
            // until it is full
        }
        return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
    }
}
