package io.github.modeleditor.core.telemetry;

import io.github.modeleditor.api.EditEvent;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An optimizer step, with the time it took. */
@Name("io.github.modeleditor.Step")
@Label("Optimizer Step")
@Category("ModelEditor")
@StackTrace(false)
final class StepEvent extends Event {
    @SuppressWarnings("UnusedVariable") // Flight Recorder reads it
    @Label("Step")
    private int step;

    @SuppressWarnings("UnusedVariable") // Flight Recorder reads it
    @Label("Epoch")
    private int epoch;

    @SuppressWarnings("UnusedVariable") // Flight Recorder reads it
    @Label("Loss")
    private double loss;

    @SuppressWarnings("UnusedVariable") // Flight Recorder reads it
    @Label("Learning Rate")
    private double learningRate;

    @SuppressWarnings("UnusedVariable") // Flight Recorder reads it
    @Label("Gradient Norm")
    private double gradientNorm;

    @SuppressWarnings("UnusedVariable") // Flight Recorder reads it
    @Label("Texts")
    private int texts;

    void commit(EditEvent.Step taken) {
        step = taken.step();
        epoch = taken.epoch();
        loss = taken.loss();
        learningRate = taken.learningRate();
        gradientNorm = taken.gradientNorm();
        texts = taken.texts();
        commit();
    }
}
