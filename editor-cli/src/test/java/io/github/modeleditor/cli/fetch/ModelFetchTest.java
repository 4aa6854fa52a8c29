package io.github.modeleditor.cli.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.cli.fetch.ModelFetch.Environment;
import io.github.modeleditor.cli.fetch.ModelFetch.Fetched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real client and a real server on the loopback interface; waits are noted instead of waited. */
@SuppressWarnings("NullAway.Init") // JUnit sets the folder and the hub
class ModelFetchTest {
    private static final byte[] WEIGHTS = new byte[300_000];

    static {
        new Random(1).nextBytes(WEIGHTS);
    }

    private final List<Duration> waits = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Path folder;
    private LocalHub hub;
    private Optional<String> token = Optional.empty();
    private long space = Long.MAX_VALUE;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        folder = temporary.resolve("model");
        hub = new LocalHub()
                .with("config.json", "{}")
                .with("tokenizer.json", "{\"model\": {}}")
                .with("README.md", "not needed")
                .with("model.safetensors", WEIGHTS)
                .with("pytorch_model.bin", WEIGHTS)
                .with("onnx/model.onnx", "graph")
                .with("onnx/model.onnx_data", WEIGHTS)
                .with("onnx/model_q4.onnx", "other graph")
                .with("gguf/small-Q4_0.gguf", "GGUF four")
                .with("gguf/small-Q8_0.gguf", "GGUF eight");
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private Fetched fetch(WeightsFormat format, String file, boolean force) {
        Environment environment = new Environment(waits::add, Duration.ofSeconds(20), place -> space);
        return new ModelFetch(
                        new HubRepository(hub.endpoint(), "owner/name", "main"),
                        format,
                        Optional.of(file).filter(name -> !name.isEmpty()),
                        token,
                        environment)
                .into(folder, force, new Notes());
    }

    private Fetched fetch() {
        return fetch(WeightsFormat.AUTO, "", false);
    }

    private final class Notes implements TransferListener {
        private String name = "";

        @Override
        public void begin(String file, long done, long total) {
            name = file;
            notes.add("begin " + file + " " + done + " " + total);
        }

        @Override
        public void reached(long done) {
            hub.arrived(done);
        }

        @Override
        public void end(boolean kept) {
            notes.add((kept ? "kept " : "loaded ") + name);
        }

        @Override
        public void note(String line) {
            notes.add(line);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** What a process that was killed left. */
    private Path piece(int bytes) throws IOException {
        hub.failing(hub.cutAfter(bytes));
        for (int i = 0; i < 4; i++) {
            hub.failing(LocalHub.status(503));
        }
        assertThatThrownBy(this::fetch)
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("the same command goes on");
        waits.clear();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".part"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void bringsWhatAModelNeedsAndNothingElse() throws IOException {
        Fetched fetched = fetch();
        assertThat(names()).containsExactly("config.json", "model.safetensors", "tokenizer.json");
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(folder.resolve("config.json")).hasContent("{}");
        assertThat(fetched.commit()).isEqualTo(LocalHub.COMMIT);
        assertThat(fetched.files()).isEqualTo(3);
        assertThat(waits).isEmpty();
        assertThat(hub.log().get(0)).isEqualTo("hub /api/models/owner/name/revision/main?blobs=true");
    }

    @Test
    void bringsOneFormOfTheWeights() throws IOException {
        fetch(WeightsFormat.ONNX, "", false);
        assertThat(names()).containsExactly("config.json", "model.onnx", "model.onnx_data", "tokenizer.json");
        assertThatThrownBy(() -> fetch(WeightsFormat.GGUF, "", true))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("--file '*")
                .hasMessageContaining("gguf/small-Q4_0.gguf  9 B");
        fetch(WeightsFormat.GGUF, "*Q8_0*", true);
        assertThat(folder.resolve("small-Q8_0.gguf")).hasContent("GGUF eight");
    }

    @Test
    void keepsWhatIsThereAndRightAndNothingElse() throws IOException {
        fetch();
        int asked = hub.log().size();
        notes.clear();
        fetch();
        assertThat(hub.log()).hasSize(asked + 1);
        assertThat(notes).contains("kept model.safetensors").doesNotContain("loaded model.safetensors");

        Files.writeString(folder.resolve("config.json"), "my own configuration");
        assertThatThrownBy(this::fetch)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining("--force");
        assertThat(folder.resolve("config.json")).hasContent("my own configuration");
        fetch(WeightsFormat.AUTO, "", true);
        assertThat(folder.resolve("config.json")).hasContent("{}");
    }

    @Test
    void writesIntoNoFolderOfOthers() throws IOException {
        Files.writeString(Files.createDirectories(folder).resolve("notes.txt"), "mine");
        assertThatThrownBy(this::fetch).isInstanceOf(StorageException.class).hasMessageContaining("left as it is");
        assertThat(names()).containsExactly("notes.txt");
    }

    @Test
    void goesOnWhereAConnectionWasCut() {
        hub.failing(hub.cutAfter(100_000)).failing(hub.cutAfter(50_000));
        fetch();
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(hub.log().stream().filter(line -> line.startsWith("store")).toList())
                .containsExactly(
                        "store /model.safetensors?signature=1",
                        "store /model.safetensors?signature=1 bytes=100000-",
                        "store /model.safetensors?signature=1 bytes=150000-");
        assertThat(waits).as("each byte begins the count anew").containsExactly(second(1), second(1));
        assertThat(notes).anyMatch(note -> note.contains("the connection ended after 100 kB of 300 kB"));
    }

    @Test
    void goesOnInAnotherProcess() throws IOException {
        assertThat(piece(120_000)).hasSize(120_000);
        fetch();
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(notes).contains("begin model.safetensors 120000 300000");
        assertThat(names()).noneMatch(name -> name.endsWith(".part"));
    }

    @Test
    void beginsAnewWhereAServerKnowsNoRanges() throws IOException {
        piece(120_000);
        hub.failing(LocalHub.withoutRanges());
        fetch();
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(waits).isEmpty();
    }

    @Test
    void beginsAnewWhereAPieceIsDamaged() throws IOException {
        Path piece = piece(120_000);
        byte[] bytes = Files.readAllBytes(piece);
        bytes[7] ^= 1;
        Files.write(piece, bytes);
        fetch();
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(notes).anyMatch(note -> note.contains("loading it anew"));
    }

    @Test
    void aPieceOfAnotherRevisionIsThrownAway() throws IOException {
        piece(120_000);
        byte[] other = Arrays.copyOf(WEIGHTS, 200_000);
        hub.with("model.safetensors", other);
        fetch();
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(other);
        assertThat(names()).containsExactly("config.json", "model.safetensors", "tokenizer.json");
    }

    @Test
    void takesNothingOfAWrongHash() throws IOException {
        hub.lyingAbout("model.safetensors");
        assertThatThrownBy(this::fetch)
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("has not the hash abab");
        assertThat(folder.resolve("model.safetensors")).doesNotExist();
    }

    @Test
    void takesNoMoreThanWasAnnounced() {
        hub.failing((exchange, content) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(Arrays.copyOf(content, content.length + 1));
            return true;
        });
        assertThatThrownBy(this::fetch)
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("beyond the 300000 bytes");
    }

    @Test
    void comesAgainWhenTheHubSays() {
        hub.failing(LocalHub.status(429, "Retry-After", "17")).failing(LocalHub.status(503));
        fetch();
        assertThat(waits).containsExactly(second(17), second(2));
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void doesNotWaitForHours() {
        hub.failing(LocalHub.status(429, "Retry-After", "7200"));
        assertThatThrownBy(this::fetch)
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("(429)")
                .hasMessageContaining("in 7200 s");
        assertThat(waits).isEmpty();
    }

    @Test
    void waitsLongerEachTimeAndThenGivesUp() {
        for (int i = 0; i < 5; i++) {
            hub.failing(LocalHub.status(500));
        }
        assertThatThrownBy(this::fetch).isInstanceOf(FetchException.class).hasMessageContaining("after 5 tries");
        assertThat(waits).containsExactly(second(1), second(2), second(4), second(8));
    }

    @Test
    void tellsTheTokenToTheHubAlone() {
        token = Optional.of("hf_secret");
        hub.requiring("hf_secret");
        fetch();
        assertThat(hub.log()).hasSizeGreaterThan(3).allSatisfy(line -> assertThat(line.contains("hf_secret"))
                .as(line)
                .isEqualTo(line.startsWith("hub ")));
    }

    @Test
    void tellsNoTokenInTheClear() {
        assertThatThrownBy(() -> new HubConnection(
                        new HubRepository(java.net.URI.create("http://192.0.2.1"), "a/b", "main"),
                        Optional.of("hf_secret")))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("unencrypted")
                .hasMessageNotContaining("hf_secret");
    }

    @Test
    void saysWhatIsMissingWhereAHubRefuses() {
        hub.requiring("hf_secret");
        assertThatThrownBy(this::fetch)
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("no model owner/name")
                .hasMessageContaining("set HF_TOKEN");
        hub.refusing("GatedRepo");
        assertThatThrownBy(this::fetch).hasMessageContaining("is gated").hasMessageContaining("Accept them at");
        hub.refusing("RevisionNotFound");
        assertThatThrownBy(this::fetch).hasMessageContaining("no revision main");
        assertThat(folder).doesNotExist();
        assertThat(waits).isEmpty();
    }

    @Test
    void saysThatThereIsNoSuchModel() {
        ModelFetch fetch = new ModelFetch(
                new HubRepository(hub.endpoint(), "owner/other", "main"),
                WeightsFormat.AUTO,
                Optional.empty(),
                token,
                Environment.usual());
        assertThatThrownBy(() -> fetch.into(folder, false, new Notes()))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("no model owner/other");
    }

    @Test
    void followsNobodyAwayFromHttp() {
        hub.sendingTo("file:///etc");
        assertThatThrownBy(this::fetch).isInstanceOf(FetchException.class).hasMessageContaining("not encrypted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x.gguf", "a/../../x.gguf", "/etc/x.gguf", "a\\..\\x.gguf", "C:x.gguf", "a//x.gguf"})
    void writesNowhereElse(String name) {
        hub.with(name, "GGUF");
        assertThatThrownBy(() -> fetch(WeightsFormat.GGUF, name.replace("\\", "\\\\"), false))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("outside the folder");
        assertThat(folder).doesNotExist();
    }

    @Test
    void asksTheDiskFirst() throws IOException {
        space = 100_200_000;
        assertThatThrownBy(this::fetch)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("need 300 kB")
                .hasMessageContaining("has room for 100 MB");
        assertThat(names()).isEmpty();
        assertThat(hub.log()).hasSize(1);
    }

    @Test
    void givesAConnectionUpFromWhichNothingComes() throws IOException {
        hub.failing((exchange, content) -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, 1000);
            exchange.getResponseBody().flush();
            awaitEnd();
            return true;
        });
        ModelFetch fetch = new ModelFetch(
                new HubRepository(hub.endpoint(), "owner/name", "main"),
                WeightsFormat.AUTO,
                Optional.empty(),
                token,
                new Environment(waits::add, Duration.ofMillis(100), place -> space));
        fetch.into(folder, false, new Notes());
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(notes).anyMatch(note -> note.contains("nothing came any more"));
    }

    private static void awaitEnd() {
        try {
            new java.util.concurrent.CountDownLatch(1).await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void refusesNamesThatAreNone() {
        for (String name : List.of("", "a/b/c", "../b", "a/..", "a b/c", "a/b?x=1")) {
            assertThatThrownBy(() -> new HubRepository(HubRepository.HUGGING_FACE, name, "main"))
                    .as(name)
                    .isInstanceOf(InvalidConfigurationException.class);
        }
    }

    private static Duration second(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
