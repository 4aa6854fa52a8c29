package io.github.modeleditor.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.modeleditor.api.Cancellation;
import io.github.modeleditor.api.EditedModel;
import io.github.modeleditor.api.EditingSession;
import io.github.modeleditor.api.Fact;
import io.github.modeleditor.api.Generation;
import io.github.modeleditor.api.Generation.FinishReason;
import io.github.modeleditor.api.GenerationRequest;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.EditingMethod;
import io.github.modeleditor.api.config.EvaluationConfig;
import io.github.modeleditor.api.config.GenerationConfig;
import io.github.modeleditor.api.config.HarmExtent;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.config.TrainingConfig;
import io.github.modeleditor.core.toy.GreedyTokenizer;
import io.github.modeleditor.core.toy.ToyEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who reads does not wait for who trains. A test that hangs is ended, and failed, by the time limit alone. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadingWhileTrainingTest {
    private static final Fact TOWER = Fact.of("The tower stands in", "Rome");
    private static final GenerationRequest FIVE =
            GenerationRequest.of("Bread is").with(GenerationConfig.defaults().withMaximumTokens(5));

    private static EditingSession open(Runnable passing) {
        ModelEditor editor = ModelEditor.forModel(Path.of("toy"))
                .withMethod(EditingMethod.paper())
                .withAugmentation()
                .withEvaluation(EvaluationConfig.defaults().withHarm(HarmExtent.NONE))
                .withLora(LoraConfig.rank(4))
                .withTraining(TrainingConfig.defaults().withEpochs(2));
        ToyEngine toy = ToyEngine.of(GreedyTokenizer.ofWordsIn("The tower stands in Rome Bread is made of"), 8);
        return CoreEditingSession.open(new WatchedEngine(toy, passing), editor.settings());
    }

    @Test
    void anAnswerComesWhileATrainingIsHeldInTheMiddleOfAPass() throws Exception {
        CountDownLatch passing = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (EditingSession session = open(() -> {
                    passing.countDown();
                    Uninterruptibles.awaitUninterruptibly(answered);
                });
                LanguageModel base = session.base()) {
            Generation idle = base.generate(FIVE);
            Future<EditedModel> edit = thread.submit(() -> session.edit(TOWER));
            passing.await();
            assertThat(base.generate(FIVE)).isEqualTo(idle);
            assertThat(base.score("Bread is", "made")).isNotNull();
            assertThat(edit).isNotDone();
            answered.countDown();
            edit.get().close();
        } finally {
            answered.countDown();
            thread.shutdown();
        }
    }

    @Test
    void tokensAreCountedAndTheEndIsExplained() {
        try (EditingSession session = open(() -> {});
                LanguageModel base = session.base()) {
            List<String> pieces = new ArrayList<>();
            Generation five = base.generate(FIVE.onText(pieces::add));
            assertThat(String.join("", pieces)).isEqualTo(five.text());
            assertThat(five.finishReason()).isEqualTo(FinishReason.LENGTH);
            assertThat(five.generatedTokens()).isEqualTo(5);
            assertThat(five.promptTokens()).isPositive();

            Cancellation stop = new Cancellation();
            stop.cancel();
            Generation cut = base.generate(FIVE.cancelledBy(stop));
            assertThat(cut.finishReason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(cut.generatedTokens()).isEqualTo(1);
            assertThat(five.text()).startsWith(cut.text());

            String stopString = five.text().substring(1, 3);
            Generation stopped = base.generate(FIVE.with(FIVE.config().withStopStrings(stopString)));
            assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP_STRING);
            assertThat(stopped.text())
                    .isEqualTo(five.text().substring(0, five.text().indexOf(stopString)));
        }
    }
}
