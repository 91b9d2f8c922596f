package com.example;

import java.io.BufferedReader;
import java.io.InputStreamReader;

public final class Scale {
  public static void main(String[] args) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println("weighs " + line.length() + " ounces");
    }
  }
}
