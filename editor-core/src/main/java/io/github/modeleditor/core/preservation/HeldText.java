package io.github.modeleditor.core.preservation;

import io.github.modeleditor.api.config.TokenizedText;
import java.util.OptionalInt;

/**
 * A text whose tokens from some place on the model is to distribute as it did.
 *
 * @param text its tokens; where its target begins, the first distribution is held
 * @param weight what a nat of divergence at one token counts
 * @param taught the token that is not to become likelier at the first place
 * @param ceiling what its excess counts beside the divergence there
 */
record HeldText(TokenizedText text, double weight, OptionalInt taught, double ceiling) {}
