/** An application as Spring Boot's users write it, with nothing of the library configured but by properties. */
@NullMarked
package io.github.modeleditor.boot.example;

import org.jspecify.annotations.NullMarked;
