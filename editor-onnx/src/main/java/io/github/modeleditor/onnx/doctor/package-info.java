/**
 * What a machine has and lacks for a device. {@link io.github.modeleditor.onnx.doctor.Doctor} looks at a {@code Host}:
 * system, processor and memory ({@code MachineFacts}), the driver ({@code NvidiaDriver}), and ONNX Runtime's provider
 * with what it needs ({@code CudaLibraries}); {@code Advice} is what to install. {@link
 * io.github.modeleditor.api.report.Diagnosis} is what it found.
 *
 * <p>Libraries are looked for as files ({@code LibrarySearch}, {@code ElfFile}), so that one missing can be named
 * before the system's loader gives up on the first.
 */
@NullMarked
package io.github.modeleditor.onnx.doctor;

import org.jspecify.annotations.NullMarked;
