/** Options of Gradle whose value is the next word. Source: docs.gradle.org, "Command-Line Interface Reference". */
export const GRADLE_VALUED: ReadonlySet<string> = new Set([
  ...[
    '-x',
    '--exclude-task',
    '-P',
    '--project-prop',
    '-D',
    '--system-prop',
    '-p',
    '--project-dir',
    '-b',
    '--build-file',
  ],
  ...['-c', '--settings-file', '-g', '--gradle-user-home', '-I', '--init-script', '--console', '--max-workers'],
]);
