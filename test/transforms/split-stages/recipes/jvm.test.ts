import { describe, expect, test } from 'vitest';
import { jvm } from '../../../../transforms/split-stages/recipes/jvm.ts';
import { ask, planOf, refusalOf } from './support.ts';

type Files = Readonly<Record<string, string>>;

const MAIN = { 'src/main/java/Main.java': 'class Main { public static void main(String[] a) {} }\n' };
const BOOT_PARENT =
  '<parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3</version><relativePath/></parent>';

function pom(body = '', head = '<version>1.0</version>') {
  return `<project><groupId>g</groupId><artifactId>app</artifactId>${head}${body}</project>`;
}

function plugin(artifactId: string, configuration = '', goal = '') {
  const executions =
    goal === '' ? '' : `<executions><execution><goals><goal>${goal}</goal></goals></execution></executions>`;
  return `<plugin><artifactId>${artifactId}</artifactId><configuration>${configuration}</configuration>${executions}</plugin>`;
}

function plugins(...all: readonly string[]) {
  return `<build><plugins>${all.join('')}</plugins></build>`;
}

const BOOT = pom(plugins(plugin('spring-boot-maven-plugin')), `${BOOT_PARENT}<version>1.0</version>`);
const SHADED = pom(plugins(plugin('maven-shade-plugin', '', 'shade')));

interface Case {
  readonly from?: string;
  readonly run?: string;
  readonly end?: string;
  readonly files?: Files;
}

function maven({
  from = 'maven:3.9-eclipse-temurin-17',
  run = 'mvn -B -DskipTests package',
  end = 'CMD ["java", "-jar", "target/app-1.0.jar"]',
}: Case) {
  return `FROM ${from}\nWORKDIR /app\nCOPY . .\nRUN ${run}\n${end}\n`;
}

function plan(given: Case) {
  return planOf(jvm, maven(given), { 'pom.xml': BOOT, ...MAIN, ...given.files });
}

function refusal(given: Case) {
  return refusalOf(jvm, maven(given), { 'pom.xml': BOOT, ...MAIN, ...given.files });
}

function paths(given: Case) {
  return plan(given).carries.map(({ path }) => path);
}

const JAR = '/app/target/app-1.0.jar';

describe('Maven', () => {
  test('one jar, on the JRE', () => {
    const answer = plan({});
    expect(answer).toMatchObject({
      runtime: 'eclipse-temurin:17-jre',
      keeps: 'the jar',
      carries: [{ path: JAR, kind: 'file' }],
      risk: 'assumes',
      assumption: 'the app uses nothing of the JDK that eclipse-temurin:17-jre lacks',
      edits: [],
      moves: [],
    });
    expect([...answer.claims].map(({ name }) => name)).toEqual(['mvn']);
  });

  test.each([
    ['by another goal', { run: 'mvn clean install -Dmaven.test.skip=true' }],
    ['by the wrapper', { run: 'chmod +x mvnw && ./mvnw package' }],
    ['by a call that names the pom', { run: 'mvn -f /app/pom.xml verify' }],
    ['after the dependencies', { run: 'mvn dependency:go-offline\nRUN mvn package' }],
    ['by its whole path', { end: `ENTRYPOINT ["java", "-Xmx1g", "-jar", "${JAR}"]` }],
    ['by a shell', { end: 'ENTRYPOINT exec java $JAVA_OPTS -jar target/app-1.0.jar' }],
    ['by a shell in a list', { end: 'ENTRYPOINT ["sh", "-c", "java ${JAVA_OPTS} -jar /app/target/app-1.0.jar"]' }],
    ['with a number that a command tells', { end: 'CMD java -Dn=$(nproc) -Dm=$((`nproc`)) -jar target/app-1.0.jar' }],
    ['with what a variable holds', { end: 'ENV OPTS="-Xmx1g -ea" JAR=target/app-1.0.jar\nCMD java $OPTS -jar $JAR' }],
    ['from the folder that it is in', { end: 'CMD cd /app && java -jar target/app-1.0.jar' }],
    [
      'with options that take a word',
      { end: 'CMD ["java", "--add-opens", "java.base/java.lang=ALL-UNNAMED", "-jar", "target/app-1.0.jar"]' },
    ],
  ])('the jar is found %s', (_, given) => {
    expect(paths(given)).toEqual([JAR]);
  });

  test('a pattern that only one jar fits', () => {
    expect(paths({ end: 'CMD java -jar target/*.jar' })).toEqual([JAR]);
    expect(paths({ end: 'CMD java -jar target/app-*.jar', files: { 'pom.xml': SHADED } })).toEqual([JAR]);
  });

  test.each([
    ['another one fits too', 'CMD java -jar target/*.jar', SHADED],
    ['none fits', 'CMD java -jar target/shop-*.jar', BOOT],
    ['there may be others', 'CMD java -jar target/*.jar', pom(plugins(plugin('maven-antrun-plugin', '', 'run')))],
    ['no shell reads it', 'CMD ["java", "-jar", "target/*.jar"]', BOOT],
    ['a folder is matched', 'CMD java -jar */app-1.0.jar', BOOT],
  ])('a pattern is refused where %s', (_, end, manifest) => {
    expect(refusal({ end, files: { 'pom.xml': manifest } })).toBe('artefact-not-known');
  });

  test('what a RUN copies to another place, whatever it was called', () => {
    for (const run of [
      'mvn package && cp target/app-1.0.jar app.jar',
      'mvn package\nRUN mv target/*.jar /app/app.jar',
      'mvn package && cp target/app-1.0.jar ./lib.jar && mv lib.jar app.jar',
    ]) {
      const answer = plan({ run, end: 'CMD ["java", "-jar", "app.jar"]' });
      expect(answer.carries).toEqual([{ path: '/app/app.jar', kind: 'file' }]);
      expect([...answer.claims].every(({ name }) => ['mvn', 'cp', 'mv'].includes(name ?? ''))).toBe(true);
    }
    const run = 'mvn package && mkdir /opt/shop && cp target/app-1.0.jar /opt/shop/';
    expect(paths({ run, end: 'CMD ["java", "-jar", "/opt/shop/app-1.0.jar"]' })).toEqual(['/opt/shop/app-1.0.jar']);
  });

  test.each([
    ['in a way that is not followed', 'mvn package && find target -name "*.jar" -exec cp {} app.jar ";"'],
    ['under a condition', 'mvn package && if [ -n "$X" ]; then cp target/app-1.0.jar app.jar; fi'],
    ['from elsewhere', 'mvn package && cp /opt/*.jar app.jar'],
    ['with an option that is not known', 'mvn package && cp --backup=numbered target/app-1.0.jar app.jar'],
  ])('what is copied %s is not known', (_, run) => {
    expect(refusal({ run, end: 'CMD ["java", "-jar", "app.jar"]' })).toBe('artefact-not-known');
  });

  test('a name that the build does not give', () => {
    expect(refusal({ end: 'CMD ["java", "-jar", "target/shop.jar"]' })).toBe('artefact-not-known');
    expect(refusal({ files: { 'pom.xml': pom('', '<version>${revision}</version>') } })).toBe('artefact-not-known');
    expect(
      paths({ run: 'mvn package -Drevision=1.0', files: { 'pom.xml': pom('', '<version>${revision}</version>') } }),
    ).toEqual([JAR]);
  });

  test('a pom that cannot be read', () => {
    expect(refusal({ files: { 'pom.xml': '<project><artifactId>app</project>' } })).toBe('broken-manifest');
  });

  test('a parent that lies in the context', () => {
    const parent =
      '<project><groupId>g</groupId><artifactId>base</artifactId><version>1.0</version><packaging>pom</packaging></project>';
    const child =
      '<project><parent><groupId>g</groupId><artifactId>base</artifactId><version>1.0</version><relativePath>base.xml</relativePath></parent><artifactId>app</artifactId></project>';
    expect(paths({ files: { 'pom.xml': child, 'base.xml': parent } })).toEqual([JAR]);
    // From elsewhere it may write into the manifest what it likes.
    expect(refusal({ files: { 'pom.xml': child } })).toBe('artefact-not-known');
  });

  describe('of several modules', () => {
    const root =
      '<project><groupId>g</groupId><artifactId>all</artifactId><version>1.0</version><packaging>pom</packaging><modules><module>web</module></modules></project>';
    const web =
      '<project><parent><groupId>g</groupId><artifactId>all</artifactId><version>1.0</version></parent><artifactId>web</artifactId></project>';
    const files = { 'pom.xml': root, 'web/pom.xml': web };
    const end = 'CMD ["java", "-jar", "web/target/web-1.0.jar"]';

    test('the one that is started', () => {
      expect(paths({ files, end })).toEqual(['/app/web/target/web-1.0.jar']);
      expect(paths({ files, end, run: 'mvn package -pl web -am' })).toEqual(['/app/web/target/web-1.0.jar']);
      expect(paths({ files, end, run: 'mvn package -pl :web' })).toEqual(['/app/web/target/web-1.0.jar']);
    });

    test('one that is not built', () => {
      expect(refusal({ files, end, run: 'mvn package -pl api' })).toBe('artefact-not-known');
      expect(refusal({ files: { 'pom.xml': root.replace('<module>web</module>', ''), 'web/pom.xml': web }, end })).toBe(
        'artefact-not-known',
      );
    });
  });

  test('a call whose words are not known', () => {
    expect(refusal({ run: 'mvn package $ARGS' })).toBe('artefact-not-known');
    expect(refusal({ run: 'test -f x || mvn package' })).toBe('artefact-not-known');
    expect(refusal({ run: 'mvn package -P !prod' })).toBe('artefact-not-known');
  });

  test('what is built into a cache', () => {
    expect(refusal({ run: '--mount=type=cache,target=/app/target mvn package' })).toBe('cache-mount');
    expect(paths({ run: '--mount=type=cache,target=/root/.m2 mvn package' })).toEqual([JAR]);
  });
});

describe('jars beside the jar', () => {
  const copied = plugin(
    'maven-dependency-plugin',
    '<outputDirectory>${project.build.directory}/lib</outputDirectory>',
    'copy-dependencies',
  );
  const named = (prefix: string) =>
    plugin(
      'maven-jar-plugin',
      `<archive><manifest><addClasspath>true</addClasspath><classpathPrefix>${prefix}</classpathPrefix></manifest></archive>`,
    );

  test('that its manifest names', () => {
    expect(paths({ files: { 'pom.xml': pom(plugins(copied, named('lib/'))) } })).toEqual([JAR, '/app/target/lib']);
  });

  test.each([
    ['are made by nobody', pom(plugins(named('lib/')))],
    ['lie among what is built', pom(plugins(copied, named('')))],
    ['lie elsewhere', pom(plugins(copied, named('libs/')))],
    [
      'are not known',
      pom(
        plugins(
          copied,
          plugin(
            'maven-jar-plugin',
            '<archive><manifestEntries><Class-Path>x</Class-Path></manifestEntries></archive>',
          ),
        ),
      ),
    ],
  ])('that %s', (_, manifest) => {
    expect(refusal({ files: { 'pom.xml': manifest } })).toBe('artefact-not-known');
  });

  test('are no matter where the jar holds them all', () => {
    expect(
      paths({ files: { 'pom.xml': pom(plugins(plugin('maven-shade-plugin', '', 'shade'), named('lib/'))) } }),
    ).toEqual([JAR]);
  });

  test('moved away from them', () => {
    const run = 'mvn package && cp target/app-1.0.jar app.jar';
    const files = { 'pom.xml': pom(plugins(copied, named('lib/'))) };
    expect(refusal({ run, files, end: 'CMD ["java", "-jar", "app.jar"]' })).toBe('artefact-not-known');
    const both = plan({ run: `${run} && cp -r target/lib lib`, files, end: 'CMD ["java", "-jar", "app.jar"]' });
    expect(both.carries.map(({ path }) => path)).toEqual(['/app/app.jar', '/app/lib']);
  });

  test('of a class path', () => {
    const files = { 'pom.xml': pom(plugins(copied)) };
    expect(paths({ files, end: 'CMD ["java", "-cp", "target/classes:target/lib/*", "Main"]' })).toEqual([
      '/app/target/classes',
      '/app/target/lib',
    ]);
    expect(paths({ files, end: 'CMD java -cp "target/app-1.0.jar:target/lib/*" Main' })).toEqual([
      JAR,
      '/app/target/lib',
    ]);
    expect(paths({ files, end: 'CMD ["java", "--module-path=target/lib", "-m", "a/b.C"]' })).toEqual([
      '/app/target/lib',
    ]);
    expect(refusal({ files, end: 'CMD ["java", "-cp", ".:target/lib/*", "Main"]' })).toBe('artefact-not-known');
    expect(refusal({ files, end: 'CMD ["java", "-cp", "target/dependency/*", "Main"]' })).toBe('artefact-not-known');
    expect(refusal({ files, end: 'CMD java -cp target/li*/x.jar Main' })).toBe('start-not-read');
  });
});

describe('other forms', () => {
  test("Quarkus' folder", () => {
    const files = { 'pom.xml': pom(plugins(plugin('quarkus-maven-plugin', '', 'build'))) };
    expect(plan({ files, end: 'CMD ["java", "-jar", "target/quarkus-app/quarkus-run.jar"]' }).carries).toEqual([
      { path: '/app/target/quarkus-app', kind: 'folder' },
    ]);
    const uber = { ...files, 'src/main/resources/application.properties': 'quarkus.package.jar.type=uber-jar\n' };
    expect(refusal({ files: uber, end: 'CMD ["java", "-jar", "target/quarkus-app/quarkus-run.jar"]' })).toBe(
      'artefact-not-known',
    );
    expect(paths({ files: uber, end: 'CMD ["java", "-jar", "target/app-1.0-runner.jar"]' })).toEqual([
      '/app/target/app-1.0-runner.jar',
    ]);
  });

  test('dependencies that a goal copies', () => {
    const end = 'CMD ["java", "-cp", "target/app-1.0.jar:target/dependency/*", "Main"]';
    const files = { 'pom.xml': pom() };
    expect(paths({ files, end, run: 'mvn package dependency:copy-dependencies' })).toEqual([
      JAR,
      '/app/target/dependency',
    ]);
    expect(paths({ files, end, run: 'mvn package && mvn dependency:copy-dependencies' })).toEqual([
      JAR,
      '/app/target/dependency',
    ]);
  });

  test('a script that the build writes, by its path and by its name', () => {
    const files = { 'pom.xml': pom(plugins(plugin('appassembler-maven-plugin', '', 'assemble'))) };
    const folder = { path: '/app/target/appassembler', kind: 'folder' };
    expect(plan({ files, end: 'CMD ["sh", "-c", "exec target/appassembler/bin/app"]' })).toMatchObject({
      carries: [folder],
      brings: ['app'],
    });
    expect(plan({ files, end: 'ENV PATH=/app/target/appassembler/bin:$PATH\nCMD ["app"]' })).toMatchObject({
      carries: [folder],
      brings: ['app'],
    });
    expect(refusal({ files, end: 'CMD ["app"]' })).toBe('start-not-artefact');
  });

  test('a build in the root of the image', () => {
    const file =
      'FROM maven:3.9-eclipse-temurin-17\nADD . /\nRUN mvn package\nCMD ["java", "-jar", "target/app-1.0.jar"]\n';
    expect(planOf(jvm, file, { 'pom.xml': BOOT, ...MAIN }).carries).toEqual([
      { path: '/target/app-1.0.jar', kind: 'file' },
    ]);
  });

  test('a source that is started as it is', () => {
    expect(refusal({ end: 'CMD ["java", "src/main/java/Main.java"]' })).toBe('start-builds');
  });

  test('a war that starts itself, and one that does not', () => {
    const end = 'CMD ["java", "-jar", "target/app-1.0.war"]';
    expect(paths({ end, files: { 'pom.xml': BOOT.replace('<build>', '<packaging>war</packaging><build>') } })).toEqual([
      '/app/target/app-1.0.war',
    ]);
    expect(refusal({ end, files: { 'pom.xml': pom('<packaging>war</packaging>') } })).toBe('artefact-not-known');
  });

  test('a war in a server', () => {
    const file =
      'FROM tomcat:9-jdk17-temurin\nCOPY . .\nRUN mvn package && cp target/app.war webapps/\nCMD ["catalina", "run"]\n';
    expect(refusalOf(jvm, file, { 'pom.xml': pom('<packaging>war</packaging>') })).toBe('no-recipe');
  });

  test('an agent of the context, and one of nobody', () => {
    const end = 'CMD ["java", "-javaagent:agents/otel.jar=a=b", "-jar", "target/app-1.0.jar"]';
    expect(paths({ end, files: { 'agents/otel.jar': 'jar' } })).toEqual(['/app/agents/otel.jar', JAR]);
    expect(refusal({ end })).toBe('artefact-not-known');
    expect(
      paths({
        end: 'ENV JAVA_TOOL_OPTIONS=-javaagent:/app/otel.jar\nCMD ["java", "-jar", "target/app-1.0.jar"]',
        files: { 'otel.jar': 'jar' },
      }),
    ).toEqual(['/app/otel.jar', JAR]);
  });

  test.each([
    'CMD ["java", "@options", "-jar", "target/app-1.0.jar"]',
    'CMD ["java", "-XX:SharedArchiveFile=app.jsa", "-jar", "target/app-1.0.jar"]',
    'CMD ["java", "-agentpath:/opt/agent.so", "-jar", "target/app-1.0.jar"]',
    'CMD java -jar $JAR',
    'CMD cd target && java -jar app-1.0.jar',
  ])('%s is not read', (end) => {
    expect(refusal({ end })).toBe('start-not-read');
  });

  test('an ARG is gone when the container starts', () => {
    expect(refusal({ end: 'ARG JAR=target/app-1.0.jar\nCMD java -jar $JAR' })).toBe('start-not-read');
  });
});

// Gradle is not built in our tests.
describe('Gradle', () => {
  test.each([
    ['by its coordinates', "implementation group: 'net.openhft', name: 'compiler', version: '2.23'", {}],
    [
      'by a catalogue',
      'implementation libs.runtime.compiler',
      { 'gradle/libs.versions.toml': '[libraries]\nruntime-compiler = "net.openhft:compiler:2.23"\n' },
    ],
  ])('a library that compiles, %s', (_, line, files) => {
    const script = `${GRADLE['build.gradle']}dependencies {\n  ${line}\n}\n`;
    const text = file('gradle bootJar', 'CMD java -jar build/libs/shop-1.0.jar');
    expect(refusalOf(jvm, text, { ...GRADLE, ...files, 'build.gradle': script })).toBe('needs-jdk');
  });

  const GRADLE = {
    'settings.gradle': "rootProject.name = 'shop'\n",
    'build.gradle': "plugins { id 'org.springframework.boot' version '3.2.0' }\nversion = '1.0'\n",
    ...MAIN,
  };
  const file = (run: string, end: string) => `FROM gradle:8.5-jdk17\nWORKDIR /app\nCOPY . .\nRUN ${run}\n${end}\n`;

  test.each([
    ['gradle bootJar --no-daemon', 'build/libs/shop-1.0.jar'],
    ['gradle clean build -x test', 'build/libs/shop-1.0.jar'],
    ['./gradlew build', 'build/libs/shop-1.0.jar'],
    ['gradle -p /app bootJar', 'build/libs/shop-1.0.jar'],
    ['gradle shadowJar', 'build/libs/shop-1.0-all.jar'],
    ['gradle build', 'build/libs/shop-1.0-all.jar'],
  ])('%s: %s', (run, jar) => {
    const answer = planOf(jvm, file(run, `CMD ["java", "-jar", "${jar}"]`), GRADLE);
    expect(answer).toMatchObject({
      runtime: 'eclipse-temurin:17-jre',
      carries: [{ path: `/app/${jar}`, kind: 'file' }],
      risk: 'assumes',
    });
  });

  test('a pattern', () => {
    expect(planOf(jvm, file('gradle bootJar', 'CMD java -jar build/libs/*.jar'), GRADLE).carries).toEqual([
      { path: '/app/build/libs/shop-1.0.jar', kind: 'file' },
    ]);
    // Boot's plain jar lies beside it.
    expect(refusalOf(jvm, file('gradle build', 'CMD java -jar build/libs/*.jar'), GRADLE)).toBe('artefact-not-known');
    expect(planOf(jvm, file('gradle build', 'CMD java -jar build/libs/*[0-9].jar'), GRADLE).carries).toEqual([
      { path: '/app/build/libs/shop-1.0.jar', kind: 'file' },
    ]);
  });

  test('what is installed, with its script', () => {
    const answer = planOf(jvm, file('gradle installDist', 'CMD ["build/install/shop/bin/shop"]'), GRADLE);
    expect(answer).toMatchObject({
      carries: [{ path: '/app/build/install/shop', kind: 'folder' }],
      brings: ['shop'],
      keeps: 'the installed app',
    });
  });

  test('a project below', () => {
    const files = {
      'settings.gradle.kts': 'include("api")\n',
      'api/build.gradle.kts': 'plugins { application }\n',
      ...MAIN,
    };
    const end = 'CMD ["java", "-jar", "api/build/libs/api-all.jar"]';
    expect(planOf(jvm, file('gradle :api:shadowJar', end), files).carries).toEqual([
      { path: '/app/api/build/libs/api-all.jar', kind: 'file' },
    ]);
    expect(planOf(jvm, file('gradle shadowJar', end), files).carries).toHaveLength(1);
    expect(refusalOf(jvm, file('gradle :web:shadowJar', end), files)).toBe('artefact-not-known');
  });

  test('the name of the folder, where the settings give none', () => {
    const files = { 'build.gradle': "version = '1'\n", ...MAIN };
    expect(planOf(jvm, file('gradle jar', 'CMD ["java", "-jar", "build/libs/app-1.jar"]'), files).carries).toHaveLength(
      1,
    );
  });

  test('a name that is put together', () => {
    const files = { ...GRADLE, 'build.gradle': 'version = "1.$build"\n' };
    expect(refusalOf(jvm, file('gradle jar', 'CMD ["java", "-jar", "build/libs/shop-1.0.jar"]'), files)).toBe(
      'artefact-not-known',
    );
    expect(
      refusalOf(jvm, file('gradle -I init.gradle jar', 'CMD ["java", "-jar", "build/libs/shop-1.0.jar"]'), GRADLE),
    ).toBe('artefact-not-known');
  });

  test('a start that builds', () => {
    expect(refusalOf(jvm, file('gradle build', 'CMD ["gradle", "bootRun"]'), GRADLE)).toBe('start-builds');
    expect(refusal({ end: 'CMD ["mvn", "spring-boot:run"]' })).toBe('start-builds');
    expect(refusal({ end: 'CMD mvn -q exec:java' })).toBe('start-builds');
  });
});

describe('the image', () => {
  test.each([
    ['maven:3.9-eclipse-temurin-21-alpine', 'eclipse-temurin:21-jre-alpine'],
    ['eclipse-temurin:21-jdk-jammy', 'eclipse-temurin:21-jre-jammy'],
    ['maven:3.6.1-jdk-11-slim', 'openjdk:11-jre-slim'],
    ['amazoncorretto:21', 'amazoncorretto:21-al2023-headful'],
    ['maven:3.9-eclipse-temurin-17 AS base\nFROM base', 'eclipse-temurin:17-jre'],
  ])('%s: %s', (from, runtime) => {
    expect(plan({ from }).runtime).toBe(runtime);
  });

  test('of another vendor, where the own one has no JRE', () => {
    const answer = plan({
      from: 'openjdk:17-jdk-slim',
      run: 'apt-get update && apt-get install -y maven && mvn package',
    });
    expect(answer).toMatchObject({ runtime: 'eclipse-temurin:17-jre', risk: 'changes' });
    expect(answer.assumption).toBeUndefined();
  });

  test.each([
    ['packages-need-shell', 'apt-get update && apt-get install -y ffmpeg && mvn package'],
    ['user-made', 'mvn package\nRUN useradd -u 1000 app'],
  ])('of another system, but not with what its own ways made: %s', (code, run) => {
    const file = maven({ from: 'openjdk:17-jdk-slim', run });
    expect(ask(jvm, file, { 'pom.xml': BOOT, ...MAIN })).toMatchObject({ refused: { code }, risk: 'changes' });
    expect(plan({ run }).runtime).toBe('eclipse-temurin:17-jre');
  });

  test('keeps the variable of its version', () => {
    const file = `ARG JAVA=21\n${maven({ from: 'eclipse-temurin:${JAVA}-jdk' })}`;
    expect(planOf(jvm, file, { 'pom.xml': BOOT, ...MAIN }).runtime).toBe('eclipse-temurin:${JAVA}-jre');
  });

  test.each([
    ['maven:3', 'unknown-release'],
    ['gradle:8', 'unknown-release'],
    ['maven:3.9-sapmachine-21', 'unknown-builder'],
    ['amazoncorretto:17-alpine', 'no-recipe'],
    ['debian:12', 'no-recipe'],
    ['registry.example.com/java:17', 'unknown-builder'],
  ])('%s: %s', (from, code) => {
    expect(refusal({ from })).toBe(code);
  });
});

describe('what is kept, in words', () => {
  test.each([
    ['the jar', {}],
    [
      'the war',
      {
        end: 'CMD ["java", "-jar", "target/app-1.0.war"]',
        files: { 'pom.xml': BOOT.replace('<build>', '<packaging>war</packaging><build>') },
      },
    ],
    ['the jars', { end: 'CMD ["java", "-cp", "target/classes", "Main"]' }],
    ['the jar and the files that it reads', { files: { 'config/application.yml': 'x' } }],
  ])('%s', (keeps, given) => {
    expect(plan(given).keeps).toBe(keeps);
  });
});

describe('what the app reads and runs', () => {
  test('files that the start names, and those that frameworks look for', () => {
    const end =
      'ENV KEYS=/app/keys.p12\nCMD ["java", "-Dlogging.config=file:/app/log.xml", "-jar", "target/app-1.0.jar", "src/main/conf/a.json"]';
    const files = { 'log.xml': 'x', 'keys.p12': 'x', 'config/application.yml': 'x', 'src/main/conf/a.json': '{}' };
    expect(paths({ end, files })).toEqual([
      JAR,
      '/app/log.xml',
      '/app/src/main/conf/a.json',
      '/app/keys.p12',
      '/app/config',
    ]);
  });

  test('files that the sources read', () => {
    const files = {
      'data/list.csv': 'a\n',
      'src/main/java/Main.java': 'class Main { void f() { new java.io.File("data/list.csv"); } }\n',
    };
    expect(paths({ files }).some((path) => path.startsWith('/app/data'))).toBe(true);
  });

  test('sources that are read where they lay for the build', () => {
    const files = (line: string) => ({
      'src/main/java/Main.java': `class Main { void f(String n) throws Exception {\n${line} } }\n`,
      'src/main/resources/a.txt': 'a',
    });
    const named = files('new java.io.FileInputStream("src/main/resources/" + n);');
    expect(paths({ files: named })).toEqual([JAR, '/app/src/main/resources']);
    const put = files('map.put("base", "src/main/resources/"); new java.io.FileInputStream(map.get("base") + n);');
    expect(paths({ files: put })).toEqual([JAR, '/app/src/main/resources']);
  });

  test.each([
    [
      'the compiler',
      'import javax.tools.ToolProvider;\nclass Main { Object c = ToolProvider.getSystemJavaCompiler(); }\n',
    ],
    ['what attaches to others', 'import com.sun.tools.attach.VirtualMachine;\nclass Main { }\n'],
    ['the shell', 'import jdk.jshell.JShell;\nclass Main { }\n'],
  ])('%s is in the JDK alone', (_, text) => {
    expect(refusal({ files: { 'src/main/java/Main.java': text } })).toBe('needs-jdk');
    expect(paths({ files: { 'src/test/java/MainTest.java': text } })).toEqual([JAR]);
  });

  test('a library that compiles', () => {
    const dependency = (scope: string) =>
      `<dependencies><dependency><groupId>net.openhft</groupId><artifactId>compiler</artifactId>${scope}</dependency></dependencies>`;
    expect(refusal({ files: { 'pom.xml': BOOT.replace('<build>', `${dependency('')}<build>`) } })).toBe('needs-jdk');
    expect(
      paths({ files: { 'pom.xml': BOOT.replace('<build>', `${dependency('<scope>test</scope>')}<build>`) } }),
    ).toEqual([JAR]);
  });

  test('templates that are compiled when they are asked for, or with the app', () => {
    const manifest = BOOT.replace(
      '<build>',
      '<dependencies><dependency><groupId>gg.jte</groupId><artifactId>jte</artifactId></dependency></dependencies><build>',
    );
    const files = (call: string) => ({
      'pom.xml': manifest,
      'src/main/java/Main.java': `class Main { Object e = TemplateEngine.${call}(x); }\n`,
    });
    expect(refusal({ files: files('create') })).toBe('needs-jdk');
    expect(paths({ files: files('createPrecompiled') })).toEqual([JAR]);
  });

  test('programs that the sources start', () => {
    const source = (call: string) => ({
      'src/main/java/Main.java': `class Main { void f(String s) throws Exception { ${call} } }\n`,
    });
    expect(refusal({ files: source('new ProcessBuilder("ffmpeg", "-i", "x").start();') })).toBe('program-missing');
    expect(paths({ files: source('new ProcessBuilder("ls", "-l").start();') })).toEqual([JAR]);
    expect(refusal({ files: source('Runtime.getRuntime().exec(s);') })).toBe('program-unknown');
  });
});

describe('what is none of its business', () => {
  test('a file that builds nothing', () => {
    expect(
      ask(jvm, 'FROM eclipse-temurin:17\nCOPY app.jar .\nCMD ["java", "-jar", "app.jar"]\n', { 'app.jar': 'x' }),
    ).toBeNull();
  });

  test('what is started is something else', () => {
    expect(refusal({ end: 'CMD ["python3", "serve.py"]' })).toBe('start-not-artefact');
    expect(refusal({ end: 'CMD ["java", "-jar", "lib.jar"]', files: { 'lib.jar': 'x' } })).toBe('start-not-artefact');
    expect(refusal({ run: 'mvn dependency:go-offline' })).toBe('start-not-artefact');
    expect(refusal({ end: 'EXPOSE 80' })).toBe('starts-nothing');
  });

  test('a program that lies where the build puts what it makes, by a plugin that is not known', () => {
    expect(refusal({ end: 'CMD ["target/app-1.0-application_linux_amd64/bin/app"]' })).toBe('artefact-not-known');
    expect(refusal({ end: 'CMD ["/srv/target/bin/app"]' })).toBe('start-not-artefact');
  });
});

describe('what is accounted for', () => {
  test('what prepares the wrapper, asks for versions or clears up behind', () => {
    const run = "java -version && sed -i 's/\\r$//' mvnw && chmod +x ./mvnw && ./mvnw package && rm -rf src ~/.m2";
    expect([...plan({ run }).claims].map(({ name }) => name)).toEqual(['java', 'sed', 'chmod', 'mvnw', 'rm']);
  });

  test('and what is not', () => {
    const run = 'mvn package && chmod +x start.sh && rm -rf /etc/x && rm -rf target && curl -O https://e.com/a';
    expect([...plan({ run }).claims].map(({ name }) => name)).toEqual(['mvn']);
  });
});

test('an agent that is downloaded comes along by what the RUN or the ADD leaves', () => {
  const end = 'ENV JAVA_TOOL_OPTIONS=-javaagent:/opt/agent.jar\nCMD ["java", "-jar", "target/app-1.0.jar"]';
  const jar = 'https://example.com/agent.jar';
  expect(paths({ run: `curl -L -o /opt/agent.jar ${jar} && mvn package`, end })).toEqual([JAR]);
  expect(paths({ run: `wget -O /opt/agent.jar ${jar} && mvn package`, end })).toEqual([JAR]);
  expect(paths({ end: `ADD ${jar} /opt/agent.jar\n${end}` })).toEqual([JAR]);
  expect(refusal({ run: `curl -L -o /opt/other.jar ${jar} && mvn package`, end })).toBe('artefact-not-known');
  expect(refusal({ run: `mvn package && { test -f x || curl -o /opt/agent.jar ${jar}; }`, end })).toBe(
    'artefact-not-known',
  );
});

test('empty folders of projects are for Gradle alone', () => {
  const files = {
    'settings.gradle': "include 'api', 'jobs:daily'\n",
    'api/build.gradle': "plugins { id 'org.springframework.boot' version '3.2.0' }\n",
  };
  const claims = (folders: string) => {
    const text = `FROM gradle:8-jdk17\nWORKDIR /app\nCOPY . .\nRUN mkdir -p ${folders}\nRUN gradle :api:bootJar\nCMD ["java", "-jar", "api/build/libs/api.jar"]\n`;
    return [...planOf(jvm, text, { ...files, ...MAIN }).claims].map(({ name }) => name);
  };
  expect(claims('jobs/daily jobs')).toEqual(['mkdir', 'gradle']);
  expect(claims('jobs/daily uploads')).toEqual(['gradle']);
});
