# syntax=docker/dockerfile:1.7
# The detector's Flink job: Flink, what belongs in its lib/, the unpacked PyTorch natives and the job.
# From the repository's top: docker build -f docker/job.Dockerfile -t elbow-job:0.1.0 .

# The same first stage in both files: built once, cached for the other.
FROM maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp package -Dmaven.test.skip=true -Dspotless.check.skip=true
ENV DJL_CACHE_DIR=/opt/elbow/djl DJL_OFFLINE=true
RUN java -cp "model-trainer/target/lib/*" docker/UnpackNatives.java

FROM flink:2.2.1-scala_2.12-java17
LABEL org.opencontainers.image.title="elbow-job" \
      org.opencontainers.image.description="Streaming anomaly detection by a VAE's negative ELBO, on Apache Flink" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"
USER root
COPY --from=build /src/job/target/lib/ /opt/flink/lib/
COPY --from=build /src/job/target/elbow-job.jar /opt/flink/usrlib/elbow-job.jar
COPY --from=build /opt/elbow/djl/ /opt/elbow/djl/
COPY --from=build /src/docker/flink.yaml /opt/elbow/flink.yaml
# Object stores (s3://) by the plugin that Flink brings; checkpoints for those who have none go to a volume.
RUN cat /opt/elbow/flink.yaml >> /opt/flink/conf/config.yaml \
    && mkdir -p /opt/flink/plugins/s3-fs-presto /var/lib/elbow \
    && ln -s /opt/flink/opt/flink-s3-fs-presto-2.2.1.jar /opt/flink/plugins/s3-fs-presto/ \
    && chown flink:flink /var/lib/elbow
ENV DJL_CACHE_DIR=/opt/elbow/djl DJL_OFFLINE=true MALLOC_ARENA_MAX=2
USER flink
# Both roles serve Flink's own meters there. wget comes with the base image.
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=12 \
  CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:9249/metrics"]
