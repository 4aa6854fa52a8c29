package io.github.modeleditor.core.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.modeleditor.api.error.StoreException;
import io.github.modeleditor.api.error.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the folder
class LedgerFileTest {
    private static final List<String> TEXTS = List.of("{\"n\":0}", "{\"n\":1,\"text\":\"\u00e9\"}", "{\"n\":2}");

    @TempDir
    Path folder;

    private byte[] ledger = {};
    private byte[] head = {};

    @BeforeEach
    void write() throws IOException {
        LedgerFile file = LedgerFile.create(folder, Disk.quiet(), TEXTS.get(0));
        file.append(TEXTS.get(1));
        file.append(TEXTS.get(2));
        ledger = Files.readAllBytes(folder.resolve(LedgerFile.LEDGER));
        head = Files.readAllBytes(folder.resolve(LedgerFile.HEAD));
    }

    @Test
    void whatWasWrittenIsRead() {
        LedgerFile.Content content = LedgerFile.read(folder);
        assertThat(content.texts()).isEqualTo(TEXTS);
        assertThat(content.end()).isEqualTo(ledger.length);
        assertThat(content.tornTail()).isEmpty();
    }

    @Test
    void aTornTailIsToldAndWrittenOver() throws IOException {
        LedgerFile.open(folder, Disk.quiet(), LedgerFile.read(folder)).append("{\"n\":3}");
        byte[] whole = Files.readAllBytes(folder.resolve(LedgerFile.LEDGER));
        for (int length = ledger.length + 1; length < whole.length; length++) {
            put(Arrays.copyOf(whole, length), head);
            LedgerFile.Content content = LedgerFile.read(folder);
            assertThat(content.texts()).isEqualTo(TEXTS);
            assertThat(content.tornTail()).get().asString().contains((length - ledger.length) + " bytes");
            LedgerFile.open(folder, Disk.quiet(), content).append("{\"n\":\"another\"}");
            assertThat(LedgerFile.read(folder).texts()).hasSize(4).last().isEqualTo("{\"n\":\"another\"}");
            assertThat(LedgerFile.read(folder).tornTail()).isEmpty();
        }
        // A line that is whole was written, also where the head was not yet replaced.
        put(whole, head);
        assertThat(LedgerFile.read(folder).texts()).hasSize(4);
        // Pages that were never written are read as zeros.
        byte[] zeros = whole.clone();
        Arrays.fill(zeros, ledger.length + 10, whole.length, (byte) 0);
        put(zeros, head);
        assertThat(LedgerFile.read(folder).texts()).isEqualTo(TEXTS);
        assertThat(LedgerFile.read(folder).tornTail()).isPresent();
    }

    @Test
    void aFlippedBitAnywhereIsFound() throws IOException {
        for (int bit = 0; bit < 8 * ledger.length; bit += 3) {
            put(flipped(ledger, bit), head);
            assertDamaged(bit + " of the ledger");
        }
        for (int bit = 0; bit < 8 * head.length; bit++) {
            put(ledger, flipped(head, bit));
            assertDamaged(bit + " of the head");
        }
    }

    @Test
    void whatWasCommittedIsNotLostInSilence() throws IOException {
        for (int length = 0; length < ledger.length; length++) {
            put(Arrays.copyOf(ledger, length), head);
            assertDamaged("cut to " + length);
        }
        put(concat(ledger, ledger), head);
        assertDamaged("twice");
        put(ledger, head);
        Files.delete(folder.resolve(LedgerFile.HEAD));
        assertDamaged("without a head");
        put(ledger, new byte[0]);
        assertDamaged("with an empty head");
    }

    @Test
    void aStoreWhoseMakingWasCutShortHasItsFirstLine() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        LedgerFile.create(other, Disk.quiet(), TEXTS.get(0));
        Files.delete(other.resolve(LedgerFile.HEAD));
        LedgerFile.Content content = LedgerFile.read(other);
        assertThat(content.texts()).containsExactly(TEXTS.get(0));
        LedgerFile.open(other, Disk.quiet(), content).append(TEXTS.get(1));
        assertThat(LedgerFile.read(other).texts()).hasSize(2);
    }

    @Test
    void aNewerFormatIsNamed() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> RecordJson.parse("The file", List.of("{\"store\":\"modeleditor\",\"format\":2}")))
                .matches(failure -> failure.kind() == Kind.NEWER_FORMAT)
                .withMessageContaining("format 2");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> RecordJson.parse("The file", TEXTS))
                .matches(failure -> failure.kind() == Kind.DAMAGED);
    }

    private void assertDamaged(String how) {
        assertThatExceptionOfType(StoreException.class)
                .as(how)
                .isThrownBy(() -> LedgerFile.read(folder))
                .matches(failure -> failure.kind() == Kind.DAMAGED)
                .withMessageContaining(folder.toString());
    }

    private void put(byte[] newLedger, byte[] newHead) throws IOException {
        Files.write(folder.resolve(LedgerFile.LEDGER), newLedger);
        Files.write(folder.resolve(LedgerFile.HEAD), newHead);
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] other = bytes.clone();
        other[bit / 8] ^= (byte) (1 << (bit % 8));
        return other;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return (new String(first, UTF_8) + new String(second, UTF_8)).getBytes(UTF_8);
    }
}
