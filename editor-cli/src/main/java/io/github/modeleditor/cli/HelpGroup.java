package io.github.modeleditor.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Under which heading the help lists the options of a mixin. Those of a command itself stand before all, without one. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface HelpGroup {
    /** The heading, without a colon. */
    String value();
}
