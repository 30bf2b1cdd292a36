# syntax=docker/dockerfile:1.7
# The trainer's command line: train, retrain, publish, topics, replay; with the demo's sample data.
# From the repository's top: docker build -f docker/trainer.Dockerfile -t elbow-trainer:0.1.0 .

# The same first stage in both files: built once, cached for the other.
FROM maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp package -Dmaven.test.skip=true -Dspotless.check.skip=true
ENV DJL_CACHE_DIR=/opt/elbow/djl DJL_OFFLINE=true
RUN java -cp "model-trainer/target/lib/*" docker/UnpackNatives.java

FROM eclipse-temurin:17.0.16_8-jre-noble
LABEL org.opencontainers.image.title="elbow-trainer" \
      org.opencontainers.image.description="Trains, publishes and replays for Elbow's detectors" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --system --gid 9999 elbow && useradd --system --uid 9999 --gid elbow --home-dir /var/lib/elbow --create-home elbow
COPY --from=build /src/model-trainer/target/elbow-trainer.jar /opt/elbow/elbow-trainer.jar
COPY --from=build /src/model-trainer/target/lib/ /opt/elbow/lib/
COPY --from=build /opt/elbow/djl/ /opt/elbow/djl/
COPY --from=build /src/job/src/main/resources/demo/ /opt/elbow/sample/
ENV DJL_CACHE_DIR=/opt/elbow/djl DJL_OFFLINE=true MALLOC_ARENA_MAX=2
USER 9999
WORKDIR /var/lib/elbow
# It runs a command and ends: its exit code is its health.
HEALTHCHECK NONE
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-jar", "/opt/elbow/elbow-trainer.jar"]
