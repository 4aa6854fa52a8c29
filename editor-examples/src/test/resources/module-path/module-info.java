/** A stranger's application: it needs the api and a model, and brings settings and a customizer of its own. */
module example.app {
    requires io.github.modeleditor.api;
    requires io.github.modeleditor.nano;
    requires io.github.modeleditor.onnx;

    provides io.github.modeleditor.api.spi.SessionSettings with
            example.app.Settings;
    provides io.github.modeleditor.onnx.spi.SessionOptionsCustomizer with
            example.app.Customizer;
}
