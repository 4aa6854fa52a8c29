package io.github.modeleditor.onnx.model;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.modeleditor.api.error.InvalidModelException;
import io.github.modeleditor.core.engine.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** A tokenizer.json, read by the Hugging Face tokenizers library. Thread-safe. */
public final class HuggingFaceTokens implements Tokenizer, AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;

    private HuggingFaceTokens(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Opens a tokenizer and checks that the model knows all of its tokens.
     *
     * @param file a tokenizer.json
     * @param vocabularySize the width of the model's logits
     * @return the tokenizer, to be closed by the caller
     * @throws InvalidModelException if the file is no tokenizer, or has tokens the model does not know
     */
    public static HuggingFaceTokens open(Path file, int vocabularySize) {
        int largest = largestId(file);
        if (largest >= vocabularySize) {
            throw new InvalidModelException("The tokenizer " + file + " has token ids up to " + largest
                    + ", and the model's vocabulary has " + vocabularySize
                    + " entries. Take the tokenizer that the model was trained with.");
        }
        // The library reports its use over the network unless this is set.
        if (System.getProperty("OPT_OUT_TRACKING") == null) {
            System.setProperty("OPT_OUT_TRACKING", "true");
        }
        try {
            return new HuggingFaceTokens(HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optTruncation(false)
                    .optPadding(false)
                    .build());
        } catch (IOException | RuntimeException e) {
            throw unreadable(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static InvalidModelException unreadable(Path file, String reason, Exception cause) {
        return new InvalidModelException(
                "The tokenizer " + file + " cannot be read (" + reason + "). Copy it again.", cause);
    }

    @Override
    public int[] encode(String text, boolean specialTokens) {
        return Arrays.stream(tokenizer.encode(text, specialTokens, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
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
