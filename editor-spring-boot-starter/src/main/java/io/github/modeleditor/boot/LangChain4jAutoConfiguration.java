package io.github.modeleditor.boot;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import io.github.modeleditor.api.LanguageModel;
import io.github.modeleditor.langchain4j.EditorChatModel;
import io.github.modeleditor.langchain4j.EditorStreamingChatModel;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Chat models for LangChain4j, where it is on the class path and the application has none of its own. */
@AutoConfiguration(after = SessionAutoConfiguration.class)
@ConditionalOnClass(ChatModel.class)
@ConditionalOnBean({LanguageModel.class, ModelEditorProperties.class})
class LangChain4jAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean(ChatModel.class)
    EditorChatModel langChain4jEditorChatModel(
            LanguageModel model, ModelEditorProperties properties, ObjectProvider<ChatModelListener> listeners) {
        return EditorChatModel.of(model)
                .withName(properties.chat().name())
                .withDefaults(properties.chat().config())
                .withListeners(listeners.orderedStream().toList());
    }

    @Bean
    @ConditionalOnMissingBean(StreamingChatModel.class)
    EditorStreamingChatModel langChain4jEditorStreamingChatModel(
            LanguageModel model, ModelEditorProperties properties, ObjectProvider<ChatModelListener> listeners) {
        return EditorStreamingChatModel.of(model)
                .withName(properties.chat().name())
                .withDefaults(properties.chat().config())
                .withListeners(listeners.orderedStream().toList());
    }
}
