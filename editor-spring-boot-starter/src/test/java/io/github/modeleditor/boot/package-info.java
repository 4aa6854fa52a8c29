/** Tests of the starter with the nano model, on both lines of Spring Boot. */
@NullMarked
package io.github.modeleditor.boot;

import org.jspecify.annotations.NullMarked;
