import { describe, expect, test } from 'vitest';
import { recognise } from '../../src/facts/base-images.ts';
import { javaRuntimeOf } from '../../src/facts/java-images.ts';

function runtime(written: string, resolved = written) {
  return javaRuntimeOf(written, recognise(resolved));
}

describe('the image that runs what another one built', () => {
  test.each([
    ['maven:3.9-eclipse-temurin-17', 'eclipse-temurin:17-jre'],
    ['maven:3.9.9-eclipse-temurin-21-alpine', 'eclipse-temurin:21-jre-alpine'],
    ['maven:eclipse-temurin-25-noble', 'eclipse-temurin:25-jre-noble'],
    ['docker.io/library/maven:3-eclipse-temurin-8-focal', 'docker.io/library/eclipse-temurin:8-jre-focal'],
    ['maven:3.5.3-jdk-8', 'openjdk:8-jre'],
    ['maven:3.6.1-jdk-11-slim', 'openjdk:11-jre-slim'],
    ['maven:3.5-jdk-8-alpine', 'openjdk:8-jre-alpine'],
    ['maven:3.8-openjdk-11', 'openjdk:11-jre'],
    ['gradle:8.5.0-jdk17', 'eclipse-temurin:17-jre'],
    ['gradle:jdk25', 'eclipse-temurin:25-jre'],
    ['gradle:7-jdk11-alpine', 'eclipse-temurin:11-jre-alpine'],
    ['eclipse-temurin:21', 'eclipse-temurin:21-jre'],
    ['eclipse-temurin:21-jdk-jammy', 'eclipse-temurin:21-jre-jammy'],
    ['eclipse-temurin:17.0.8_7-jdk-alpine', 'eclipse-temurin:17.0.8_7-jre-alpine'],
    ['eclipse-temurin:21-jdk-alpine-3.20', 'eclipse-temurin:21-jre-alpine-3.20'],
    ['openjdk:8', 'openjdk:8-jre'],
    ['openjdk:11.0.3-jdk-slim-buster', 'openjdk:11.0.3-jre-slim-buster'],
    ['openjdk:8-jdk-alpine', 'openjdk:8-jre-alpine'],
  ])('%s: %s', (written, image) => {
    expect(runtime(written)).toMatchObject({ kind: 'image', image, isOther: false });
  });

  test.each([
    ['amazoncorretto:17', 'amazoncorretto:17-al2023-headful'],
    ['amazoncorretto:21-al2023-jdk', 'amazoncorretto:21-al2023-headful'],
    ['maven:3.9-amazoncorretto-21', 'amazoncorretto:21-al2023-headful'],
    ['gradle:8-jdk21-corretto', 'amazoncorretto:21-al2023-headful'],
  ])('of Corretto %s: %s', (written, image) => {
    expect(runtime(written)).toMatchObject({ kind: 'image', image, isOther: false });
  });

  test.each([
    ['openjdk:17', 'eclipse-temurin:17-jre'],
    ['openjdk:21-jdk-slim', 'eclipse-temurin:21-jre'],
    ['openjdk:17.0.2-slim-bullseye', 'eclipse-temurin:17-jre'],
    ['openjdk:17-jdk-oraclelinux8', 'eclipse-temurin:17-jre'],
    ['openjdk:17-jdk-alpine', 'eclipse-temurin:17-jre-alpine'],
    ['maven:3-openjdk-17', 'eclipse-temurin:17-jre'],
    ['maven:3.8.6-openjdk-18-slim', 'eclipse-temurin:18-jre'],
  ])('of another vendor %s: %s', (written, image) => {
    expect(runtime(written)).toMatchObject({ kind: 'image', image, isOther: true });
  });

  test('a variable that holds no more than the version stays', () => {
    expect(runtime('eclipse-temurin:${JAVA}-jdk-alpine', 'eclipse-temurin:17-jdk-alpine')).toMatchObject({
      image: 'eclipse-temurin:${JAVA}-jre-alpine',
      java: 17,
    });
    expect(runtime('maven:${MAVEN}-eclipse-temurin-${JAVA}', 'maven:3.9-eclipse-temurin-21')).toMatchObject({
      image: 'eclipse-temurin:${JAVA}-jre',
    });
    expect(runtime('openjdk:${JAVA}-jdk-slim', 'openjdk:17-jdk-slim')).toMatchObject({
      image: 'eclipse-temurin:${JAVA}-jre',
    });
    expect(runtime('openjdk:${JAVA}-slim', 'openjdk:17.0.2-slim')).toEqual({ kind: 'none' });
    expect(runtime('eclipse-temurin:$TAG', 'eclipse-temurin:17-jdk-alpine')).toEqual({ kind: 'none' });
    expect(runtime('eclipse-temurin:${JAVA}', 'eclipse-temurin:${JAVA}')).toEqual({ kind: 'none' });
  });

  test.each([
    ['maven:3', 'maven:3.9-eclipse-temurin-21'],
    ['maven', 'maven:3.9-eclipse-temurin-21'],
    ['maven:3.9-eclipse-temurin', 'maven:3.9-eclipse-temurin-21'],
    ['maven:3.8.6-alpine', 'maven:3.9-eclipse-temurin-21'],
    ['gradle:latest', 'gradle:8-jdk21'],
    ['gradle:8.5', 'gradle:8-jdk21'],
    ['gradle:8-alpine', 'gradle:8-jdk21'],
    ['eclipse-temurin:latest', 'eclipse-temurin:21'],
  ])('%s does not say which Java it has: %s does', (written, write) => {
    expect(runtime(written)).toEqual({ kind: 'no-version', write });
  });

  test.each([
    'maven:3.9-amazoncorretto-21-debian',
    'maven:3.9-amazoncorretto-17-alpine',
    'amazoncorretto:17-alpine',
    'amazoncorretto:17-al2',
    'amazoncorretto:8',
    'amazoncorretto:17.0.9',
    'openjdk:16-jdk',
    'openjdk:25-ea-jdk',
    'maven:3.9-sapmachine-21',
    'maven:3.9-ibm-semeru-17-noble',
    'maven:3.6-jdk-8-openj9',
    'maven:3.9-eclipse-temurin-16',
    'maven:3.9-eclipse-temurin-25-focal',
    'gradle:6.9-jdk11',
    'gradle:4-jdk8',
    'gradle:8-jdk21-graal',
    'gradle:jdk-lts-and-current',
    'openjdk:11-jdk-alpine',
    'openjdk:8-jre',
    'eclipse-temurin:17-jre',
    'eclipse-temurin:21-jdk-ubi9-minimal',
    'mirror.example.com/library/maven:3.9-eclipse-temurin-17',
    'eclipse-temurin:17@sha256:aaaa',
  ])('%s has none', (written) => {
    expect(runtime(written)).toEqual({ kind: 'none' });
  });
});
