/**
 * What a JDK has and a JRE has not. Source: openjdk/jdk, make/common/Modules.gmk and make/Images.gmk, `JRE_MODULES`: the
 * platform without the modules of the tools, which is what Temurin's and OpenJDK's JRE images hold.
 */

/** Packages of the modules jdk.compiler, jdk.attach, jdk.jdi, jdk.jshell, jdk.jartool, jdk.jlink, jdk.hotspot.agent, jdk.javadoc. */
const PACKAGES =
  /\b(?:com\.sun\.(?:tools\.(?:javac|attach|jdi|javap|jconsole|doclets|script)|source\.|jdi\b|jarsigner)|jdk\.(?:jshell|javadoc|tools|security\.jarsigner)\b|sun\.jvm\.hotspot|sun\.tools\.(?:attach|javac|jar))\w*/;
/** The interface to the compiler is there, the compiler is not. */
const COMPILER =
  /\b(?:ToolProvider\s*\.\s*(?:getSystemJavaCompiler|getSystemDocumentationTool|findFirst)|getSystemJavaCompiler)\b/;

/** Libraries that compile Java or Kotlin, or attach to a JVM, while the app runs. Source: their documentation. */
const LIBRARIES: ReadonlySet<string> = new Set([
  ...['net.openhft:compiler', 'org.mdkt.compiler:InMemoryJavaCompiler', 'gg.jte:jte', 'gg.jte:jte-kotlin'],
  ...['gg.jte:jte-spring-boot-starter-2', 'gg.jte:jte-spring-boot-starter-3', 'gg.jte:jte-spring-boot-starter-4'],
  // Templates of HTTL are classes; Proteus writes a class for each controller when it starts. Sources: their repositories.
  ...[
    'com.github.httl:httl',
    'io.sinistral:proteus',
    'io.sinistral:proteus-core',
    'com.javax0.sourcebuddy:SourceBuddy',
  ],
  ...['org.codehaus.janino:commons-compiler-jdk', 'org.jetbrains.kotlin:kotlin-compiler'],
  ...['org.jetbrains.kotlin:kotlin-compiler-embeddable', 'org.jetbrains.kotlin:kotlin-scripting-jsr223'],
  ...['org.jetbrains.kotlin:kotlin-scripting-jvm-host', 'net.bytebuddy:byte-buddy-agent', 'com.sun:tools'],
]);

/** What of the JDK a source in Java or Kotlin uses, as it stands there; null for nothing. */
export function jdkUse(line: string): string | null {
  return (COMPILER.exec(line) ?? PACKAGES.exec(line))?.[0] ?? null;
}

/** @param name `group:artifact`. */
export function usesJdk(name: string): boolean {
  return LIBRARIES.has(name);
}
