package com.example.tram;

import com.sun.net.httpserver.HttpServer;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

public final class Main {
  public static void main(String[] args) throws Exception {
    Properties lines = new Properties();
    try (InputStream in = Main.class.getResourceAsStream("/lines.properties")) {
      lines.load(in);
    }
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext("/", exchange -> {
      String line = exchange.getRequestURI().getPath().substring(1);
      byte[] answer = ("bound for " + lines.getProperty(line, "nowhere")).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
    });
    server.start();
  }
}
