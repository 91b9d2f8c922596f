/** Small applications: Java. */
import type { App } from '../app.ts';

export const JAVA: readonly App[] = [
  {
    name: 'java-maven',
    title: 'Java with Maven and a step of its own for the dependencies',
    source: { file: 'src/main/java/com/example/Hello.java', text: 'hello from Java' },
    install: 'RUN mvn -B dependency:resolve',
    talk: { over: 'http', exchanges: [{ path: '/there', answer: 'hello from Java /there' }] },
  },
  {
    name: 'java-jar',
    title: 'Java with Maven, and a resource in the jar',
    split: 0.46,
    source: { file: 'src/main/java/com/example/tram/Main.java', text: 'bound for' },
    install: null,
    talk: {
      over: 'http',
      exchanges: [
        { path: '/seven', answer: 'bound for Harbour' },
        { path: '/six', answer: 'bound for nowhere' },
      ],
    },
  },
  {
    name: 'java-glob',
    title: 'a trap: Java whose jar is started by a glob',
    split: 0.46,
    source: { file: 'src/main/java/com/example/Scale.java', text: 'weighs' },
    install: null,
    talk: { over: 'stdin', input: 'feather\n', output: 'weighs 7 ounces\n' },
  },
  {
    name: 'java-config',
    title: 'a trap: Java that reads a folder of settings at run time',
    split: 0.46,
    source: { file: 'config/note.txt', text: 'ring twice' },
    install: null,
    talk: { over: 'http', exchanges: [{ path: '/Grace', answer: 'Grace is in 14, ring twice' }] },
  },
  {
    name: 'java-compiles',
    title: 'a trap: Java that compiles at run time',
    refused: { 'split-stages': 'needs-jdk' },
    source: { file: 'src/main/java/com/example/Sheet.java', text: 'makes' },
    install: null,
    talk: { over: 'stdin', input: '6 * 7\n', output: 'makes 42\n' },
  },
];
