/** An application that says what it needs. */
module example.app {
    requires io.github.modeleditor.api;
    requires io.github.modeleditor.nano;
    requires io.github.modeleditor.onnx;
}
