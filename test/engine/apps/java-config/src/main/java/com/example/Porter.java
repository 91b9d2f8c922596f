package com.example;

import com.sun.net.httpserver.HttpServer;
import java.io.FileReader;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

public final class Porter {
  public static void main(String[] args) throws Exception {
    Properties rooms = new Properties();
    try (Reader in = new FileReader("config/rooms.properties")) {
      rooms.load(in);
    }
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext("/", exchange -> {
      String guest = exchange.getRequestURI().getPath().substring(1);
      String note = Files.readString(Path.of("config", "note.txt")).trim();
      byte[] answer = (guest + " is in " + rooms.getProperty(guest, "no room") + ", " + note).getBytes();
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
    });
    server.start();
  }
}
