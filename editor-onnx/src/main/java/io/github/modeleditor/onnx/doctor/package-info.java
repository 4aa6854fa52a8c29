/**
 * What a machine has and lacks for a device. {@link io.github.modeleditor.onnx.doctor.Doctor} looks, and {@link
 * io.github.modeleditor.api.report.Diagnosis} is what it found. Libraries are looked for as files, so that one missing can
 * be named before the system's loader gives up on the first.
 */
@NullMarked
package io.github.modeleditor.onnx.doctor;

import org.jspecify.annotations.NullMarked;
