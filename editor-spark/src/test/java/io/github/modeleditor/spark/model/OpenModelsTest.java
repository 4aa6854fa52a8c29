package io.github.modeleditor.spark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.config.Device;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.core.CoreEditingSession;
import io.github.modeleditor.nano.NanoModel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenModelsTest {
    private static final EditorFactory ONE =
            model -> ModelEditor.forModel(model).onDevice(Device.cpu(1));
    private static final EditorFactory TWO =
            model -> ModelEditor.forModel(model).onDevice(Device.cpu(1)).withAugmentation();

    private final OpenModels models = new OpenModels();

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    Path folder;

    @AfterEach
    void close() {
        models.close();
    }

    @Test
    void aContentIsOpenOnceWhereverItLiesAndHoweverItIsEdited() {
        CoreEditingSession first = models.open(NanoModel.folder(), ONE);

        assertThat(models.open(NanoModel.folder(), ONE)).isSameAs(first);
        assertThat(models.open(NanoModel.copyTo(folder.resolve("copy")), ONE)).isSameAs(first);
        assertThat(models.open(NanoModel.folder(), TWO).settings().recipe())
                .isNotEqualTo(first.settings().recipe());
        assertThat(models.size()).isOne();

        models.close();

        assertThat(models.size()).isZero();
        assertThatThrownBy(first::base).isInstanceOf(ModelClosedException.class);
        assertThat(models.open(NanoModel.folder(), ONE).fingerprint()).hasSize(64);
    }

    @Test
    void aFolderOfARemoteFileSystemIsCopiedOnce() {
        NanoModel.copyTo(folder.resolve("remote"));
        ModelLocation location =
                ModelLocation.folder(folder.resolve("remote").toUri().toString());

        Path copy = location.local();

        assertThat(copy).isNotEqualTo(folder.resolve("remote"));
        assertThat(location.local()).isEqualTo(copy);
        assertThat(copy.resolve("model.onnx")).hasSameBinaryContentAs(folder.resolve("remote/model.onnx"));
        assertThat(copy.resolveSibling(copy.getFileName() + ".lock")).exists();
    }

    @Test
    void aPlaceWithoutAModelIsNamed() {
        Path nowhere = folder.resolve("nowhere");

        assertThat(Files.exists(nowhere)).isFalse();
        assertThatThrownBy(() -> ModelLocation.path(nowhere).local())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(nowhere.toString());
    }
}
