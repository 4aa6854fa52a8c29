package io.github.modeleditor.core.toy;

import io.github.modeleditor.api.ModelFormat;
import io.github.modeleditor.api.config.LoraConfig;
import io.github.modeleditor.api.error.AdapterException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.StorageException;
import io.github.modeleditor.core.engine.AdapterWriter;
import io.github.modeleditor.core.engine.BatchLosses;
import io.github.modeleditor.core.engine.Ceiling;
import io.github.modeleditor.core.engine.Engine;
import io.github.modeleditor.core.engine.Gradients;
import io.github.modeleditor.core.engine.LoraLayout;
import io.github.modeleditor.core.engine.LoraWeights;
import io.github.modeleditor.core.engine.ModelDescription;
import io.github.modeleditor.core.engine.SoftTarget;
import io.github.modeleditor.core.engine.TokenBatch;
import io.github.modeleditor.core.engine.TokenDistribution;
import io.github.modeleditor.core.engine.TokenScores;
import io.github.modeleditor.core.engine.Tokenizer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A log-linear language model. Its state after token x_t is {@code h_t = e(x_t) + memory * h_(t-1)} with fixed random
 * embeddings e; the logits of the next token are {@code h_t W + scale (h_t A) B}. Without memory it is a bigram model.
 * Everything is exact, in double precision where it is computed.
 */
public final class ToyEngine implements Engine {
    /** The module path of its only projection. */
    public static final String PROJECTION = "bigram.projection";

    private static final int WIDTH = 32;

    private final GreedyTokenizer tokenizer;
    private final ModelDescription description;
    private final double memory;
    private final float[][] embeddings;
    private final float[][] projection;
    private boolean closed;

    public ToyEngine(GreedyTokenizer tokenizer, ModelDescription description, double memory, long seed) {
        this.tokenizer = tokenizer;
        this.description = description;
        this.memory = memory;
        Random random = new Random(seed);
        embeddings = gaussian(description.vocabularySize(), WIDTH, 1, random);
        projection = gaussian(WIDTH, description.vocabularySize(), 1 / Math.sqrt(WIDTH), random);
    }

    /** A model of 64 positions with some memory and both special tokens. */
    public static ToyEngine of(GreedyTokenizer tokenizer, long seed) {
        return new ToyEngine(tokenizer, describe(tokenizer, 64, "toy-" + seed), 0.5, seed);
    }

    /** A model without memory that is given a hundred times as large numbers at one token as at others. */
    public static ToyEngine withSink(GreedyTokenizer tokenizer, int token, long seed) {
        ToyEngine engine = new ToyEngine(tokenizer, describe(tokenizer, 64, "sink-" + seed), 0, seed);
        for (int i = 0; i < WIDTH; i++) {
            engine.embeddings[token][i] *= 100;
        }
        return engine;
    }

    /** The description of a model with both special tokens. */
    public static ModelDescription describe(GreedyTokenizer tokenizer, int maximumPositions, String fingerprint) {
        return new ModelDescription(
                "toy",
                fingerprint,
                tokenizer.vocabularySize(),
                maximumPositions,
                OptionalInt.of(GreedyTokenizer.BEGIN_OF_TEXT),
                List.of(GreedyTokenizer.END_OF_TEXT),
                Map.of("engine", "toy"));
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public LoraLayout layout(LoraConfig config) {
        for (String module : config.targetModules()) {
            if (!module.equals(LoraConfig.ALL_LINEAR)
                    && !module.equals(LoraConfig.MLP_OUTPUT)
                    && !module.equals("projection")) {
                throw new InvalidConfigurationException(
                        "No projection is named " + module + ". There is: projection. Name it, or all-linear.");
            }
        }
        return LoraLayout.of(
                config, List.of(new LoraLayout.Projection(PROJECTION, WIDTH, description.vocabularySize())));
    }

    @Override
    public Gradients gradients(LoraLayout layout) {
        requireOpen();
        return new ToyGradients();
    }

    @Override
    public TokenScores score(TokenBatch batch, @Nullable LoraWeights weights) {
        float[][] logits = logits(batch, weights);
        float[] logProbabilities = new float[logits.length];
        int[] predicted = new int[logits.length];
        for (int i = 0; i < logits.length; i++) {
            for (int token = 0; token < logits[i].length; token++) {
                if (logits[i][token] > logits[i][predicted[i]]) {
                    predicted[i] = token;
                }
            }
            int target = (int) batch.targetIds()[i];
            logProbabilities[i] = (float) Math.log(softmax(logits[i])[target]);
        }
        return new TokenScores(logProbabilities, predicted);
    }

    @Override
    public float[][] logits(TokenBatch batch, @Nullable LoraWeights weights) {
        requireOpen();
        float[][] logits = new float[batch.targets()][];
        for (int i = 0; i < batch.targets(); i++) {
            logits[i] = logits(state(batch, batch.targetPositions()[i]), weights);
        }
        return logits;
    }

    @Override
    public void moduleInputs(List<TokenBatch> batches, LoraLayout layout, BiConsumer<TokenBatch, float[][]> consumer) {
        requireOpen();
        batches.forEach(batch -> consumer.accept(batch, new float[][] {states(batch)}));
    }

    private float[] states(TokenBatch batch) {
        float[] inputs = new float[batch.targets() * WIDTH];
        for (int i = 0; i < batch.targets(); i++) {
            double[] state = state(batch, batch.targetPositions()[i]);
            for (int k = 0; k < WIDTH; k++) {
                inputs[i * WIDTH + k] = (float) state[k];
            }
        }
        return inputs;
    }

    @Override
    public AdapterWriter adapterWriter() {
        return (file, format, weights, baseFingerprint) -> {
            try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
                LoraConfig config = weights.layout().config();
                out.writeUTF(baseFingerprint);
                out.writeInt(config.rank());
                out.writeDouble(config.alpha());
                for (float value : weights.values()) {
                    out.writeFloat(value);
                }
            } catch (IOException failure) {
                throw new StorageException("Cannot write " + file + ". Try another file.", failure);
            }
        };
    }

    @Override
    public LoraWeights readAdapter(Path file) {
        requireOpen();
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            String fingerprint = in.readUTF();
            if (!fingerprint.equals(description.fingerprint())) {
                throw new AdapterException(file + " belongs to the base model " + fingerprint + ". Open that one.");
            }
            LoraLayout layout = layout(LoraConfig.rank(in.readInt()).withAlpha(in.readDouble()));
            float[] values = new float[layout.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = in.readFloat();
            }
            return new LoraWeights(layout, values);
        } catch (IOException failure) {
            throw new AdapterException(file + " is no toy adapter. Give one that was saved.", failure);
        }
    }

    @Override
    public void writeBaseGraph(Path folder) {
        throw new UnsupportedOperationException("the toy model has no graph");
    }

    @Override
    public void writeMerged(Path place, ModelFormat format, LoraWeights weights) {
        throw new UnsupportedOperationException("the toy model has no folder");
    }

    @Override
    public void close() {
        closed = true;
    }

    public boolean isClosed() {
        return closed;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the toy engine is closed");
        }
    }

    /** The state at the token before a target. */
    private double[] state(TokenBatch batch, long flatPosition) {
        int position = (int) flatPosition;
        int row = position / batch.columns();
        if (position - row * batch.columns() >= batch.lengths()[row]) {
            throw new IllegalArgumentException("position " + position + " lies in the padding of row " + row);
        }
        double[] state = new double[WIDTH];
        for (int i = row * batch.columns(); i <= position; i++) {
            float[] embedding = embeddings[(int) batch.inputIds()[i]];
            for (int k = 0; k < WIDTH; k++) {
                state[k] = embedding[k] + memory * state[k];
            }
        }
        return state;
    }

    private float[] logits(double[] state, @Nullable LoraWeights weights) {
        double[] logits = times(state, projection);
        if (weights != null) {
            LoraConfig config = weights.layout().config();
            double[] inner = times(state, matrixA(weights));
            double[] update = times(inner, matrixB(weights));
            for (int token = 0; token < logits.length; token++) {
                logits[token] += config.scale() * update[token];
            }
        }
        float[] rounded = new float[logits.length];
        for (int token = 0; token < logits.length; token++) {
            rounded[token] = (float) logits[token];
        }
        return rounded;
    }

    /**
     * The derivatives of the loss: with {@code g = scale w (softmax - onehot)}, dB = (hA)^T g and dA = h^T (g B^T). At a soft
     * target g is {@code scale v (softmax - q)} at the tokens it names, and {@code scale v softmax (1 - r / rest)} at others.
     */
    private final class ToyGradients implements Gradients {
        @Override
        public BatchLosses accumulate(List<TokenBatch> batches, LoraWeights weights, float[] gradient) {
            requireOpen();
            double loss = 0;
            List<float[]> logProbabilities = new ArrayList<>();
            List<double[]> divergences = new ArrayList<>();
            for (TokenBatch batch : batches) {
                float[] ofTargets = accumulate(batch, weights, gradient);
                logProbabilities.add(ofTargets);
                for (int i = 0; i < ofTargets.length; i++) {
                    loss -= (double) batch.targetWeights()[i] * ofTargets[i];
                }
                double[] ofSoftTargets = new double[batch.softTargets().size()];
                for (int i = 0; i < ofSoftTargets.length; i++) {
                    SoftTarget target = batch.softTargets().get(i);
                    ofSoftTargets[i] = accumulate(batch, target, weights, gradient);
                    loss += target.weight() * ofSoftTargets[i];
                }
                divergences.add(ofSoftTargets);
            }
            return new BatchLosses(loss, logProbabilities, divergences);
        }

        private double accumulate(TokenBatch batch, SoftTarget target, LoraWeights weights, float[] gradient) {
            double[] state = state(batch, target.position());
            double[] error = softmax(logits(state, weights));
            TokenDistribution reference = target.reference();
            double rest = 1;
            float[] named = new float[reference.tokens().length];
            for (int i = 0; i < named.length; i++) {
                double probability = error[reference.tokens()[i]];
                named[i] = (float) Math.log(probability);
                rest -= probability;
            }
            double divergence = reference.divergence(named, 1e-12);
            double[] probabilities = error.clone();
            double[] ofNamed = new double[named.length];
            for (int i = 0; i < named.length; i++) {
                ofNamed[i] = error[reference.tokens()[i]] - reference.probabilities()[i];
            }
            for (int token = 0; token < error.length; token++) {
                error[token] *= 1 - reference.rest() / rest;
            }
            for (int i = 0; i < named.length; i++) {
                error[reference.tokens()[i]] = ofNamed[i];
            }
            if (target.ceiling().isPresent()) {
                Ceiling ceiling = target.ceiling().get();
                double logProbability = Math.log(probabilities[ceiling.token()]);
                divergence += ceiling.excess(logProbability);
                double slope = ceiling.factor() * Math.max(0, logProbability - ceiling.logProbability());
                for (int token = 0; token < error.length; token++) {
                    error[token] += slope * ((token == ceiling.token() ? 1 : 0) - probabilities[token]);
                }
            }
            add(state, error, target.weight(), weights, gradient);
            return divergence;
        }

        private float[] accumulate(TokenBatch batch, LoraWeights weights, float[] gradient) {
            float[] logProbabilities = new float[batch.targets()];
            for (int i = 0; i < batch.targets(); i++) {
                double[] state = state(batch, batch.targetPositions()[i]);
                double[] error = softmax(logits(state, weights));
                int target = (int) batch.targetIds()[i];
                logProbabilities[i] = (float) Math.log(error[target]);
                error[target] -= 1;
                add(state, error, batch.targetWeights()[i], weights, gradient);
            }
            return logProbabilities;
        }

        private void add(double[] state, double[] error, double weight, LoraWeights weights, float[] gradient) {
            int rank = weights.layout().config().rank();
            int vocabulary = description.vocabularySize();
            int offsetOfB = weights.layout().targetModules().get(0).offsetOfB();
            float[][] b = matrixB(weights);
            double[] inner = times(state, matrixA(weights));
            double factor = weight * weights.layout().config().scale();
            for (int r = 0; r < rank; r++) {
                double back = 0;
                for (int token = 0; token < vocabulary; token++) {
                    back += error[token] * b[r][token];
                    gradient[offsetOfB + r * vocabulary + token] += (float) (factor * inner[r] * error[token]);
                }
                for (int k = 0; k < WIDTH; k++) {
                    gradient[k * rank + r] += (float) (factor * state[k] * back);
                }
            }
        }

        @Override
        public void close() {}
    }

    private static float[][] matrixA(LoraWeights weights) {
        return matrix(weights.values(), 0, WIDTH, weights.layout().config().rank());
    }

    private float[][] matrixB(LoraWeights weights) {
        int offset = weights.layout().targetModules().get(0).offsetOfB();
        return matrix(weights.values(), offset, weights.layout().config().rank(), description.vocabularySize());
    }

    private static float[][] matrix(float[] values, int offset, int rows, int columns) {
        float[][] matrix = new float[rows][columns];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(values, offset + row * columns, matrix[row], 0, columns);
        }
        return matrix;
    }

    private static double[] times(double[] row, float[][] matrix) {
        double[] product = new double[matrix[0].length];
        for (int k = 0; k < row.length; k++) {
            for (int column = 0; column < product.length; column++) {
                product[column] += row[k] * matrix[k][column];
            }
        }
        return product;
    }

    private static double[] softmax(float[] logits) {
        double maximum = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            maximum = Math.max(maximum, logit);
        }
        double[] result = new double[logits.length];
        double total = 0;
        for (int token = 0; token < logits.length; token++) {
            result[token] = Math.exp(logits[token] - maximum);
            total += result[token];
        }
        for (int token = 0; token < logits.length; token++) {
            result[token] /= total;
        }
        return result;
    }

    private static float[][] gaussian(int rows, int columns, double deviation, Random random) {
        float[][] matrix = new float[rows][columns];
        for (float[] row : matrix) {
            for (int column = 0; column < columns; column++) {
                row[column] = (float) (deviation * random.nextGaussian());
            }
        }
        return matrix;
    }
}
