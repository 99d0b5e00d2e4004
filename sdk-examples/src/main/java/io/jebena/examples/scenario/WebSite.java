// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jebena.container.ContainerSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The program in the containers: a web site that notes what it is told in {@code /data} and can be asked to write elsewhere. */
public final class WebSite {
    /** The port that every one of them listens at. */
    public static final int PORT = 8080;

    static final Path NOTES = Path.of("/data/notes");
    private static final Path LOCK = Path.of("/tmp/web-site.lock");
    private static final int FORBIDDEN = 403;
    private static final int OK = 200;

    private WebSite() {}

    /**
     * Runs the site until it is stopped.
     *
     * @param args not used
     * @throws IOException if the port is taken
     */
    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 0);
        server.createContext("/", exchange -> answer(exchange, OK));
        server.createContext("/note", exchange -> write(exchange, NOTES));
        server.createContext("/deface", exchange -> write(exchange, Path.of("/etc/hostname")));
        server.createContext("/lock", exchange -> write(exchange, LOCK));
        server.start();
        System.out.println("serving at port " + PORT);
    }

    private static void write(HttpExchange exchange, Path file) throws IOException {
        int status = OK;
        try {
            byte[] line = (exchange.getRequestURI().getQuery() + "\n").getBytes(UTF_8);
            Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            System.out.println("refused: " + e);
            status = FORBIDDEN;
        }
        answer(exchange, status);
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    /** This program in a container of this host's own files: the same Java and the same jar as here. */
    static ContainerSpec.Builder spec() {
        try {
            Path code = Path.of(WebSite.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return ContainerSpec.builder()
                    .hostRootfs()
                    .command(
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "-Xshare:auto",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:-UsePerfData",
                            "-cp",
                            code.toString(),
                            WebSite.class.getName());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("this program's own code lies nowhere", e);
        }
    }
}
