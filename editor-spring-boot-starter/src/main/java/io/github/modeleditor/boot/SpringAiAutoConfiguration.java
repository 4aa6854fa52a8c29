package io.github.modeleditor.boot;

import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.springai.EditorChatModel;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** A chat model for Spring AI, where it is on the class path; which of several is used is said as for Spring AI's own, by its property. */
@AutoConfiguration(after = SessionAutoConfiguration.class)
@ConditionalOnClass(ChatModel.class)
@ConditionalOnBean({LanguageModel.class, ModelEditorProperties.class})
@ConditionalOnProperty(name = "spring.ai.model.chat", havingValue = "modeleditor", matchIfMissing = true)
class SpringAiAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    EditorChatModel springAiEditorChatModel(LanguageModel model, ModelEditorProperties properties) {
        return EditorChatModel.of(model)
                .withName(properties.chat().name())
                .withDefaults(properties.chat().config());
    }
}
