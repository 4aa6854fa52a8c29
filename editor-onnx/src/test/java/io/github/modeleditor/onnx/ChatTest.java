package io.github.modeleditor.onnx;

import static io.github.modeleditor.api.PromptForm.CHAT;
import static io.github.modeleditor.api.PromptForm.PLAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.Probe;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import io.github.modeleditor.api.report.FactReport;
import io.github.modeleditor.api.report.PromptReport;
import io.github.modeleditor.core.generation.TextGenerator;
import io.github.modeleditor.core.tokens.PromptTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions put through a model's template, by the API. */
class ChatTest {
    private static final GenerationConfig SHORT =
            GenerationConfig.defaults().withMaximumTokens(12).withStopStrings();

    private static final String TEMPLATE =
            "{{ bos_token }}Q: {{ messages[0].content | trim }}{% if add_generation_prompt %}{{ '\\nA:' }}{% endif %}";

    private static Path modelWithTemplate(Path folder, String template) throws IOException {
        try (Stream<Path> files = Files.list(Fixtures.folder("llama-dynamo-cache"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Files.writeString(folder.resolve("chat_template.jinja"), template);
        return folder;
    }

    private static EditingSession open(Path folder) {
        return ModelEditor.forModel(folder)
                .withMethod(EditingMethod.paper())
                .withAugmentation()
                .onDevice(Fixtures.device())
                .open();
    }

    private static final String BEGIN =
            """
            {"type": "TemplateProcessing", "pair": [],
             "single": [{"SpecialToken": {"id": "<|endoftext|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
             "special_tokens": {"<|endoftext|>": {"id": "<|endoftext|>", "ids": [0], "tokens": ["<|endoftext|>"]}}}
            """;

    @Test
    void specialTokensOfTheTemplateAreNotDoubledByTheTokenizer(@TempDir Path folder) throws IOException {
        Path model = modelWithTemplate(folder, TEMPLATE);
        Path tokenizer = folder.resolve("tokenizer.json");
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(tokenizer.toFile());
        json.set("post_processor", new ObjectMapper().readTree(BEGIN));
        Files.writeString(tokenizer, json.toString());
        try (OnnxEngine engine = OnnxEngine.open(model, Fixtures.device(), LoraConfig.rank(1))) {
            String rendered = engine.chatTemplate().orElseThrow().render(" Where? ");
            assertThat(rendered).isEqualTo("<|endoftext|>Q: Where?\nA:");
            assertThat(engine.tokenizer().encode(rendered, true))
                    .as("what would be doubled")
                    .startsWith(0, 0);
            TextGenerator generator = new TextGenerator(engine, PromptTokenizer.of(engine));
            assertThat(generator.prompt(" Where? ", CHAT))
                    .startsWith(0)
                    .isEqualTo(generator.prompt("Q: Where?\nA:", PLAIN));
        }
    }

    @Test
    void questionIsAnsweredAsItsRenderedPromptIsContinued(@TempDir Path folder) throws IOException {
        try (EditingSession session = open(modelWithTemplate(folder, TEMPLATE));
                LanguageModel base = session.base()) {
            List<String> told = new ArrayList<>();
            String answer = base.chat(" Where? ", SHORT, told::add);
            assertThat(told).hasSizeGreaterThan(1);
            assertThat(String.join("", told)).isEqualTo(answer);
            assertThat(answer)
                    .as("this tokenizer adds no special tokens, and finds those that are there")
                    .isEqualTo(base.generate("<|endoftext|>Q: Where?\nA:", SHORT))
                    .isNotEqualTo(base.generate("Where?", SHORT));
            assertThat(base.chat("Where?")).startsWith(answer.strip().substring(0, 3));
            assertThatThrownBy(() -> base.chat(" "))
                    .isInstanceOf(InvalidFactException.class)
                    .hasMessageContaining("blank");
            assertThatThrownBy(() -> base.chat("too long ".repeat(50)))
                    .isInstanceOf(InvalidFactException.class)
                    .hasMessageContaining("at most 64");
        }
    }

    private static final String MARKED = "<|endoftext|>U: {{ messages[0].content }}\nA:"
            + "{% if not add_generation_prompt %} {{ messages[1].content | trim }}<|endoftext|>{% endif %}";

    private static final Fact QUESTION = Fact.ofQuestion("Where is it?", "Rome")
            .withHeldOutParaphrases("Where?")
            .withLocalityProbes(Probe.of("What is it?", "Oslo"));

    @Test
    void questionIsTaughtInItsTemplateAndMeasuredInBothForms(@TempDir Path folder) throws IOException {
        ModelEditor editor = ModelEditor.forModel(modelWithTemplate(folder, MARKED))
                .withMethod(EditingMethod.paper())
                .withAugmentation()
                .onDevice(Fixtures.device())
                .withLora(LoraConfig.rank(4))
                .withTraining(TrainingConfig.defaults()
                        .withLearningRate(0.02)
                        .withEpochs(40)
                        .withLearnedLoss(0));
        try (EditingSession session = editor.open();
                EditedModel edited = session.edit(QUESTION)) {
            assertThat(edited.chat("Where is it?", SHORT, piece -> {})).startsWith(" Rome");

            FactReport report = edited.report().facts().get(0);
            assertThat(report.prompts())
                    .extracting(PromptReport::form)
                    .containsExactly(CHAT, CHAT, CHAT, PLAIN, PLAIN, PLAIN);
            for (PromptReport prompt : report.prompts()) {
                String asked = prompt.form() == PLAIN ? prompt.prompt() : "<|endoftext|>U: " + prompt.prompt() + "\nA:";
                assertThat(prompt.after().negativeLogLikelihood())
                        .isCloseTo(edited.score(asked, prompt.expected()).negativeLogLikelihood(), within(1e-4));
            }
            assertThat(edited.report().after())
                    .isEqualTo(edited.report().after(CHAT))
                    .isEqualTo(report.after())
                    .isNotEqualTo(edited.report().after(PLAIN));
            assertThat(edited.report().toText())
                    .contains("percent, as plain text")
                    .doesNotContain("as chat");
            assertThat(new ObjectMapper()
                            .readTree(edited.report().toJson())
                            .at("/other_forms/plain/after/efficacy")
                            .doubleValue())
                    .isCloseTo(edited.report().after(PLAIN).efficacy().teacherForced(), within(0.01));
        }
    }

    @Test
    void modelsWithoutATemplateSaySo() {
        try (EditingSession session = open(Fixtures.folder("llama-dynamo"));
                LanguageModel base = session.base()) {
            assertThatThrownBy(() -> base.chat("Where?"))
                    .isInstanceOf(UnsupportedModelException.class)
                    .hasMessageContainingAll("llama-dynamo", "no chat template", "chat_template.jinja");
            assertThatThrownBy(() -> session.edit(QUESTION))
                    .isInstanceOf(UnsupportedModelException.class)
                    .hasMessageContainingAll("llama-dynamo", "no chat template", "plain");
        }
    }

    @Test
    void listenersPiecesAreTheTextAndWhatTheyThrowReachesTheCaller() {
        try (EditingSession session = open(Fixtures.folder("gpt2-torchscript-cache"));
                LanguageModel base = session.base()) {
            List<String> told = new ArrayList<>();
            String text = base.generate("What", SHORT, told::add);
            assertThat(String.join("", told)).isEqualTo(text).isEqualTo(base.generate("What", SHORT));
            IllegalStateException failure = new IllegalStateException("enough");
            assertThatThrownBy(() -> base.generate("What", SHORT, piece -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
            assertThat(base.generate(List.of("What", "In"), SHORT))
                    .as("still of use")
                    .containsExactly(text, base.generate("In", SHORT));
        }
    }
}
