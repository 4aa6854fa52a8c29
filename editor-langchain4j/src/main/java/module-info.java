/** An edited model as LangChain4j's chat models. */
module io.github.modeleditor.langchain4j {
    requires transitive io.github.modeleditor.api;
    requires transitive langchain4j.core;
    requires static transitive org.jspecify;

    exports io.github.modeleditor.langchain4j;
}
