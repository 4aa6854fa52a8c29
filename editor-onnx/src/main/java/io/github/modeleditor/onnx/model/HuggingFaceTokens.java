package io.github.modeleditor.onnx.model;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.core.engine.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A tokenizer.json, read by the Hugging Face tokenizers library. Thread-safe. */
public final class HuggingFaceTokens implements Tokenizer, AutoCloseable {
    /** Far more than fits into any model; the library takes memory of its own for each. */
    private static final int LONGEST_TEXT = 1_000_000;

    /** As many tokens may be added to a tokenizer after the model was trained, such as one for padding. */
    private static final double ADDED = 0.01;

    private final HuggingFaceTokenizer tokenizer;
    private final Path file;
    private final int vocabularySize;
    private final List<SplitPattern> patterns;

    private HuggingFaceTokens(
            HuggingFaceTokenizer tokenizer, Path file, int vocabularySize, List<SplitPattern> patterns) {
        this.tokenizer = tokenizer;
        this.file = file;
        this.vocabularySize = vocabularySize;
        this.patterns = patterns;
    }

    /**
     * Opens a tokenizer, after it was looked through for what its library would end the process for, and checks that it may be the
     * model's: it may know a few tokens more, which texts that have them are refused for.
     *
     * @param file a tokenizer.json
     * @param vocabularySize the width of the model's logits
     * @return the tokenizer, to be closed by the caller
     * @throws InvalidModelException if the file is no tokenizer, or has many tokens the model does not know
     */
    public static HuggingFaceTokens open(Path file, int vocabularySize) {
        List<SplitPattern> patterns = TokenizerCheck.check(file);
        int largest = largestId(file);
        if (largest - vocabularySize >= Math.max(1, ADDED * vocabularySize)) {
            throw new InvalidModelException("The tokenizer " + file + " has token ids up to " + largest
                    + ", and the model's vocabulary has " + vocabularySize
                    + " entries. Take the tokenizer that the model was trained with.");
        }
        // The library reports its use over the network unless this is set.
        if (System.getProperty("OPT_OUT_TRACKING") == null) {
            System.setProperty("OPT_OUT_TRACKING", "true");
        }
        try {
            return new HuggingFaceTokens(
                    HuggingFaceTokenizer.builder()
                            .optTokenizerPath(file)
                            .optTruncation(false)
                            .optPadding(false)
                            .build(),
                    file,
                    vocabularySize,
                    patterns);
        } catch (LinkageError e) {
            throw unloadable(e);
        } catch (IOException | RuntimeException e) {
            String reason = String.valueOf(e.getMessage());
            throw reason.contains("native library") ? unloadable(e) : unreadable(file, reason, e);
        }
    }

    /** Nothing is wrong with the tokenizer then. */
    private static InvalidModelException unloadable(Throwable cause) {
        return new InvalidModelException(
                "The tokenizers library could not be loaded (" + cause.getMessage()
                        + "): it is unpacked into .djl.ai of the"
                        + " home folder, or of the temporary folder where that cannot be written to. Name another place by"
                        + " the environment variable DJL_CACHE_DIR or the property of that name.",
                cause);
    }

    private static InvalidModelException unreadable(Path file, String reason, Exception cause) {
        return new InvalidModelException(
                "The tokenizer " + file + " cannot be read (" + reason + "). Copy it again.", cause);
    }

    @Override
    public int[] encode(String text, boolean specialTokens) {
        if (text.length() > LONGEST_TEXT || patterns.stream().anyMatch(pattern -> !pattern.bears(text))) {
            throw new InvalidFactException("A text of " + text.length() + " characters, which begins \""
                    + text.substring(0, Math.min(40, text.length()))
                    + "\", is too long to be split into tokens. Shorten it.");
        }
        long[] ids;
        try {
            ids = tokenizer.encode(text, specialTokens, false).getIds();
        } catch (RuntimeException e) {
            throw new InvalidModelException(
                    "The tokenizer " + file + " has no tokens for \"" + text.substring(0, Math.min(40, text.length()))
                            + "\" (" + e.getMessage() + "). Take the tokenizer that the model was trained with.",
                    e);
        }
        for (long id : ids) {
            if (id < 0 || id >= vocabularySize) {
                throw new InvalidFactException("A text has the token " + id + " of the tokenizer " + file
                        + ", and the model has " + vocabularySize + ". Leave it out of the text.");
            }
        }
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    @Override
    public String decode(int[] tokens) {
        return tokenizer.decode(Arrays.stream(tokens).asLongStream().toArray(), true);
    }

    /**
     * A token as text, special or not.
     *
     * @param token a token id
     * @return its text
     */
    public String text(int token) {
        return tokenizer.decode(new long[] {token}, false);
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    /** The largest id among {@code model.vocab} and {@code added_tokens}; vocabularies of scored pieces count by place. */
    private static int largestId(Path file) {
        int largest = -1;
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String section = json.currentName();
                json.nextToken();
                if (section.equals("added_tokens")) {
                    largest = Math.max(largest, largestInArray(json));
                } else if (section.equals("model")) {
                    largest = Math.max(largest, largestInModel(json));
                } else {
                    json.skipChildren();
                }
            }
            return largest;
        } catch (IOException e) {
            throw unreadable(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static int largestInArray(JsonParser json) throws IOException {
        int largest = -1;
        while (json.nextToken() != JsonToken.END_ARRAY && json.currentToken() != null) {
            if (json.currentToken() == JsonToken.VALUE_NUMBER_INT && "id".equals(json.currentName())) {
                largest = Math.max(largest, json.getIntValue());
            }
        }
        return largest;
    }

    private static int largestInModel(JsonParser json) throws IOException {
        int largest = -1;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean vocabulary = json.currentName().equals("vocab");
            JsonToken value = json.nextToken();
            if (vocabulary && value == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    json.nextToken();
                    largest = Math.max(largest, json.getIntValue());
                }
            } else if (vocabulary && value == JsonToken.START_ARRAY) {
                while (json.nextToken() == JsonToken.START_ARRAY) {
                    json.skipChildren();
                    largest++;
                }
            } else {
                json.skipChildren();
            }
        }
        return largest;
    }
}
