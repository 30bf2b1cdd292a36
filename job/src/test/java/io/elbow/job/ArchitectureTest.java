// SPDX-License-Identifier: Apache-2.0
package io.elbow.job;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.elbow.artifact.ConditionPlacement;
import io.elbow.artifact.Likelihood;
import io.elbow.job.pipeline.JobMain;
import io.elbow.scoring.TailCalibration;
import java.util.concurrent.TimeUnit;

/** Which package may know what; both modules' classes are seen from here. */
@AnalyzeClasses(packages = "io.elbow", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ALL = "io.elbow..";
    private static final String FLINK = "org.apache.flink..";
    private static final String LAB = "io.elbow..lab..";
    private static final String DJL = "ai.djl..";
    private static final String[] KAFKA = {"org.apache.kafka..", "kafka.."};
    private static final String[] METERS = {"io.micrometer..", "io.prometheus.."};
    private static final String[] PURE = {
        "io.elbow.config..",
        "io.elbow.data..",
        "io.elbow.features..",
        "io.elbow.scoring..",
        "io.elbow.budget..",
        "io.elbow.stream..",
        "io.elbow.artifact..",
        "io.elbow.protocol..",
        "io.elbow.report..",
        "io.elbow.job.event..",
        "io.elbow.job.detect.."
    };
    private static final String[] TRAINER = {
        "io.elbow.config..",
        "io.elbow.data..",
        "io.elbow.features..",
        "io.elbow.vae..",
        "io.elbow.scoring..",
        "io.elbow.budget..",
        "io.elbow.stream..",
        "io.elbow.artifact..",
        "io.elbow.protocol..",
        "io.elbow.report..",
        "io.elbow.kafka..",
        "io.elbow.console..",
        "io.elbow.cli.."
    };

    @ArchTest
    static final ArchRule PURE_PACKAGES_KNOW_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FLINK, DJL, KAFKA[0], KAFKA[1], METERS[0], METERS[1])
            .because("decisions are tested without a cluster, a broker or natives: move the call into a shell around"
                    + " them (operator, pipeline, vae, kafka, metrics)");

    @ArchTest
    static final ArchRule ONE_PACKAGE_KNOWS_DJL = only(
            "native arrays never leave the class that makes them: take and give plain Java arrays through Scorer or"
                    + " ModelFitter; what looks into a model has EncoderDecoder",
            new String[] {DJL},
            "io.elbow.vae");

    /** The job, and in the trainer all that reads, fits, scores and publishes; two commands show what it finds. */
    @ArchTest
    static final ArchRule THE_DETECTOR_KNOWS_NO_LAB = noClasses()
            .that()
            .resideOutsideOfPackage(LAB)
            .and()
            .doNotHaveFullyQualifiedName("io.elbow.cli.Main")
            .and()
            .doNotHaveFullyQualifiedName("io.elbow.cli.EvaluateCommand")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(LAB)
            .because("looking into a model (latents, pictures, images, bounds of many draws) is no part of detecting:"
                    + " a lab package may use the detector, never the other way round");

    @ArchTest
    static final ArchRule FEW_PACKAGES_KNOW_KAFKA = only(
            "topics are read and written by io.elbow.kafka for the trainer and by connectors for the job",
            KAFKA,
            "io.elbow.kafka..",
            "io.elbow.job.pipeline..",
            "io.elbow.job.local..");

    @ArchTest
    static final ArchRule FEW_PACKAGES_KNOW_MICROMETER = only(
            "every meter is declared once, in io.elbow.job.metrics, which lies in Flink's lib/: count through"
                    + " ElboMeters",
            METERS,
            "io.elbow.job.metrics..",
            "io.elbow.job.operator..",
            // reads the counters back for the demo's table
            "io.elbow.job.local..");

    @ArchTest
    static final ArchRule FEW_PACKAGES_KNOW_FLINK = only(
            "Flink is the job's shell: what decides goes into io.elbow.job.detect or the trainer",
            new String[] {FLINK},
            "io.elbow.job.operator..",
            "io.elbow.job.pipeline..",
            "io.elbow.job.local..");

    @ArchTest
    static final ArchRule THE_TRAINER_DOES_NOT_KNOW_THE_JOB = noClasses()
            .that()
            .resideInAnyPackage(TRAINER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.elbow.job..")
            .because("the job is built on the trainer, never the other way round");

    @ArchTest
    static final ArchRule COMMANDS_ARE_NO_LIBRARY = noClasses()
            .that()
            .resideInAPackage("io.elbow.job..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.elbow.cli..")
            .because("a command is for a person: move what both need into io.elbow.console or below");

    @ArchTest
    static final ArchRule METRICS_STAND_ALONE = noClasses()
            .that()
            .resideInAPackage("io.elbow.job.metrics..")
            .should()
            .dependOnClassesThat(resideInAPackage(ALL)
                    .and(DescribedPredicate.not(resideInAPackage("io.elbow.job.metrics..")))
                    .as("reside in another package of io.elbow"))
            .because("the package lies in Flink's lib/, where nothing else of io.elbow is found");

    /**
     * Edges that are known and let pass: the yaml names likelihood and placement by the artifact's own words, and a
     * manifest holds the calibration that scoring judges by.
     */
    @ArchTest
    static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES = slices().matching("io.elbow.(**)")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(resideInAPackage("io.elbow.config"), isOrIsWithin(Likelihood.class))
            .ignoreDependency(resideInAPackage("io.elbow.config"), isOrIsWithin(ConditionPlacement.class))
            .ignoreDependency(resideInAPackage("io.elbow.artifact"), isOrIsWithin(TailCalibration.class))
            .because("packages that need each other are one package: move what both need below them");

    @ArchTest
    static final ArchRule NOBODY_USES_JAVA_UTIL_LOGGING =
            noClasses().should(USE_JAVA_UTIL_LOGGING).because("slf4j is what Flink and the launcher configure");

    @ArchTest
    static final ArchRule COMMAND_LINES_ALONE_PRINT = noClasses()
            .that()
            .resideOutsideOfPackages("io.elbow.cli..", "io.elbow.job.local..")
            .should(ACCESS_STANDARD_STREAMS)
            .because("standard output belongs to what a command reports: log, or hand the line to the caller");

    @ArchTest
    static final ArchRule COMMANDS_ALONE_SLEEP = noClasses()
            .that()
            .resideOutsideOfPackages("io.elbow.cli..", "io.elbow.job.local..")
            .and()
            .doNotBelongToAnyOf(JobMain.class)
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class, int.class)
            .because("a sleeping task thread holds its barriers back: register a timer");

    @ArchTest
    static final ArchRule KAFKA_HELPERS_ALONE_PACE_THEMSELVES = noClasses()
            .that()
            .resideOutsideOfPackages("io.elbow.kafka..", "io.elbow.cli..", "io.elbow.job.local..")
            .should()
            .callMethod(TimeUnit.class, "sleep", long.class)
            .because("only a replay and a wait for a broker, both outside of tasks, have a reason to pause");

    private static ArchRule only(String reason, String[] libraries, String... packages) {
        return noClasses()
                .that()
                .resideInAPackage(ALL)
                .and()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .because(reason);
    }

    private static DescribedPredicate<JavaClass> isOrIsWithin(Class<?> type) {
        return describe(
                "is " + type.getSimpleName(), found -> (found.getName() + "$").startsWith(type.getName() + "$"));
    }
}
