import { describe, expect, test } from 'vitest';
import { jdkUse, usesJdk } from '../../src/facts/jdk.ts';

describe('what only a JDK has', () => {
  test.each([
    'import com.sun.tools.attach.VirtualMachine;',
    'import com.sun.source.tree.Tree;',
    'import jdk.jshell.JShell;',
    'JavaCompiler c = ToolProvider.getSystemJavaCompiler();',
    'ToolProvider.findFirst("jlink");',
  ])('%s', (line) => {
    expect(jdkUse(line)).not.toBeNull();
  });

  test.each([
    'import com.sun.net.httpserver.HttpServer;',
    'import com.sun.management.OperatingSystemMXBean;',
    'import jdk.jfr.Event;',
    'import javax.tools.Diagnostic;',
    'var tools = context.jdk.toString();',
  ])('not %s', (line) => {
    expect(jdkUse(line)).toBeNull();
  });

  test('nor a library by another name', () => {
    expect(usesJdk('net.openhft:compiler')).toBe(true);
    expect(usesJdk('net.openhft:affinity')).toBe(false);
  });

  test.each(['com.github.httl:httl', 'io.sinistral:proteus-core', 'gg.jte:jte-spring-boot-starter-4'])(
    '%s compiles while the app runs',
    (name) => {
      expect(usesJdk(name)).toBe(true);
    },
  );
});
