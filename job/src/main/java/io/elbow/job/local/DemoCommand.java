// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.local;

import io.elbow.config.DetectorConfig;
import io.elbow.job.local.page.PageServer;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: trains on real server metrics, runs the pipeline on the labelled part, and shows what it finds. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Trains on real server metrics, replays a labelled part and shows the alerts as they come.",
        footer = {"", "Example:", "  elbow-local demo --exit-when-done --json"})
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--exit-when-done", description = "End after the table instead of staying up until Ctrl-C.")
    private boolean exitWhenDone;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    private boolean json;

    @Mixin
    private PageServerOption page;

    @Override
    public Integer call() throws Exception {
        page.requireFree();
        PrintWriter err = spec.commandLine().getErr();
        StopSignal ctrlC = StopSignal.interrupting(Thread.currentThread(), () -> err.println("stopping"));
        try (ctrlC;
                WorkFolder folder = WorkFolder.of(null)) {
            return run(new Demo(folder.path(), err), err);
        } catch (RuntimeException | InterruptedException e) {
            if (!ctrlC.isPressed()) {
                throw e;
            }
            return 0;
        }
    }

    private int run(Demo demo, PrintWriter err) throws InterruptedException {
        DetectorConfig config = demo.train();
        try (LocalPipeline pipeline = demo.start(config);
                PageServer served = page.serve(pipeline)) {
            if (served != null) {
                err.println("live scores and alerts: " + served.address());
            }
            DemoResult result = demo.replay(pipeline);
            result.printTo(err);
            EndpointLines.print(pipeline, served, err);
            err.println("artifact       " + demo.artifact());
            if (json) {
                spec.commandLine().getOut().println(result.json());
            }
            if (!exitWhenDone) {
                err.println("stays up until Ctrl-C");
                new CountDownLatch(1).await();
            }
            return result.counts().addUp() ? 0 : 1;
        }
    }
}
