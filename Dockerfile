# The command line, and `serve`: docker build --build-arg VERSION=0.1.0 . needs target/release of `mvn -Prelease verify`.
#
#   docker run --rm -v "$PWD/models:/models" IMAGE describe --model /models/smollm2
#   docker run --rm -p 127.0.0.1:8484:8484 -e MODELEDITOR_TOKEN -v "$PWD/data:/data" IMAGE serve --host 0.0.0.0 --model /data/model --store /data/store
FROM eclipse-temurin:21-jdk AS unpacked
ARG VERSION
COPY target/release/modeleditor-${VERSION}.zip /tmp/modeleditor.zip
RUN cd /opt && jar xf /tmp/modeleditor.zip && mv "modeleditor-${VERSION}" modeleditor && chmod 755 modeleditor/bin/modeleditor

FROM eclipse-temurin:21-jre
LABEL org.opencontainers.image.title="ModelEditor" \
      org.opencontainers.image.description="Corrects what a language model believes." \
      org.opencontainers.image.source="https://github.com/modeleditor/modeleditor" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=unpacked /opt/modeleditor /opt/modeleditor
RUN useradd --create-home --uid 10001 modeleditor
# A bare container's locale knows no letters beyond English.
ENV LC_ALL=C.UTF-8 PATH=/opt/modeleditor/bin:$PATH
USER modeleditor
WORKDIR /home/modeleditor
EXPOSE 8484
ENTRYPOINT ["modeleditor"]
CMD ["--help"]
