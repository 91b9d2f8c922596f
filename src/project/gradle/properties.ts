/** gradle.properties and gradle-wrapper.properties. Source: java.util.Properties; escapes other than `\:` and `\=` are left. */

export function readProperties(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of text.replaceAll(/\\\r?\n[ \t]*/g, '').split(/\r?\n/)) {
    const [, key, value] = /^\s*([^#!\s=:][^\s=:]*)\s*[=:\s]\s*(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) found.set(key, value.replaceAll(/\\([:=#!])/g, '$1').trim());
  }
  return found;
}
