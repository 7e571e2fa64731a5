package io.sluice.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.sluice.kernel.KernelProvider;
import java.io.Serializable;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The direction of dependencies: schemas ← edge ← operators ← jobs. */
class ArchitectureTest {
    private static final JavaClasses SLUICE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.sluice");
    private static final String[] EDGE = {
        "io.sluice.config..",
        "io.sluice.energy..",
        "io.sluice.gates..",
        "io.sluice.kernel..",
        "io.sluice.fitting..",
        "io.sluice.simulator..",
        "io.sluice.experts..",
        "io.sluice.agent.."
    };

    @Test
    void direction() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("schemas")
                .definedBy("io.sluice.schemas..")
                .layer("edge")
                .definedBy(EDGE)
                .layer("operators")
                .definedBy("io.sluice.operators..")
                .layer("jobs")
                .definedBy("io.sluice.jobs..", "io.sluice.cli..", "io.sluice.kafka..")
                .whereLayer("jobs")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("operators")
                .mayOnlyBeAccessedByLayers("jobs")
                .whereLayer("edge")
                .mayOnlyBeAccessedByLayers("operators", "jobs")
                .whereLayer("schemas")
                .mayOnlyBeAccessedByLayers("edge", "operators", "jobs")
                .check(SLUICE);
    }

    @Test
    void schemasAndEdgeRunWithoutFlink() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.schemas..")
                .or()
                .resideInAnyPackage(EDGE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.flink..")
                .check(SLUICE);
    }

    /** On a device the agent alone speaks with Kafka. */
    @Test
    void schemasAndEdgeRunWithoutKafka() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.schemas..")
                .or()
                .resideInAnyPackage(EDGE)
                .and()
                .resideOutsideOfPackage("io.sluice.agent..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..")
                .check(SLUICE);
    }

    @Test
    void operatorsNameNoProvider() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.operators..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.sluice.kernel.onnxruntime..", "ai.onnxruntime..")
                .check(SLUICE);
    }

    @Test
    void operatorsDoNotFit() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.operators..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.sluice.fitting..")
                .check(SLUICE);
    }

    /** Random numbers come from seeds that are arguments. */
    @Test
    void gatesArePure() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.gates..")
                .should()
                .callConstructor(Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat(
                        // That something may travel with a job is no input or output.
                        resideInAnyPackage("java.io..", "java.nio.file..", "java.net..")
                                .and(not(type(Serializable.class))))
                .check(SLUICE);
    }

    @Test
    void providersAreFoundByClassesFreeOfOptionalTypes() {
        classes()
                .that()
                .implement(KernelProvider.class)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.sluice..", "java..")
                .check(SLUICE);
    }

    @Test
    void noJavaSerialisationOfOurOwn() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .check(SLUICE);
    }
}
