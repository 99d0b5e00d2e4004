// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples.scenario;

import io.jebena.container.Container;
import io.jebena.container.Ready;
import io.jebena.container.RestartPolicy;
import io.jebena.container.WaitCondition;
import io.jebena.engine.ContainerEngine;
import io.jebena.error.DeadlineException;
import io.jebena.value.Signal;
import io.jebena.value.Subscription;
import java.io.PrintStream;
import java.time.Duration;

/** Two web sites; one crashes and is restarted by its policy, the other hangs and is restarted by an agent that watches. */
final class Monitor implements Scenario {
    private static final Ready ANSWERS = Ready.http(WebSite.PORT, "/");

    @Override
    public boolean run(ContainerEngine engine, PrintStream out) {
        Subscription told = engine.events().subscribe(e -> out.println("   event: " + e));
        try (told;
                Container tea = site(engine, "tea");
                Container coffee = site(engine, "coffee")) {
            out.println("Two web sites answer, each at port " + WebSite.PORT + " of a network of its own.");

            out.println("\"tea\" crashes: its restart policy starts it again.");
            var crash = tea.when(WaitCondition.NEXT_EXIT);
            tea.exec("sh", "-c", "kill 1");
            crash.join();
            tea.awaitReady(ANSWERS, PATIENCE);
            out.println("   it answers again, after " + tea.restartCount() + " restart");

            out.println("\"coffee\" hangs: no policy sees that, but the agent does.");
            coffee.kill(Signal.parse("STOP"));
            boolean restarted = watchOnce(coffee, out);
            coffee.awaitReady(ANSWERS, PATIENCE);
            out.println("   it answers again");
            return tea.restartCount() == 1 && restarted && !watchOnce(tea, out);
        }
    }

    private static Container site(ContainerEngine engine, String name) {
        return engine.containers()
                .create(WebSite.spec()
                        .name(name)
                        .restart(RestartPolicy.onFailure())
                        .build())
                .start()
                .awaitReady(ANSWERS, PATIENCE);
    }

    /** What the agent does again and again: asks, and restarts what does not answer in time. */
    private static boolean watchOnce(Container site, PrintStream out) {
        try {
            site.awaitReady(ANSWERS, Duration.ofSeconds(2));
            return false;
        } catch (DeadlineException e) {
            out.println("   agent: " + site.name() + " does not answer; restarting it");
            site.restart(Duration.ofMillis(200));
            return true;
        }
    }
}
