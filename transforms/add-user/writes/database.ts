/** Databases in a file, by the way they are named. Source: SQLAlchemy, Prisma, JDBC of H2 and SQLite, Microsoft.Data.Sqlite. */

/** Each with the path in the first group. */
const FORMS: readonly RegExp[] = [
  /^sqlite(?:\+\w+)?:\/\/\/([^?]*)/,
  /^sqlite3?:(?:\/\/)?((?!\/\/)[^?]+)/,
  /^jdbc:sqlite:([^?]*)/,
  /^jdbc:(?:h2|hsqldb):(?:file:)?((?:\.{0,2}\/|~\/)[^;]*)/,
  /^jdbc:(?:h2|hsqldb):file:([^;]*)/,
  /^jdbc:derby:(?!memory|\/\/)([^;]*)/,
  /^(?:Data Source|DataSource|Filename)\s*=\s*([^;]*\.(?:db|sqlite3?|db3))/i,
  /^file:((?!\/\/)[^?]*\.(?:db|sqlite3?))/,
];

/** The same for a string that is known to be one of SQLite, where the file may have any name. */
export function connectedFile(name: string): string | null {
  const path = /^(?:.*;)?\s*(?:Data ?Source|Filename|sqlite3?)\s*[=:]\s*([^;]*)/i.exec(name)?.[1];
  const known = databaseFile(name);
  return known ?? (path === undefined ? null : /:memory:/.test(path) ? '' : path);
}

/** The path in a connection string; '' for a database in memory, null for another kind of string. */
export function databaseFile(name: string): string | null {
  for (const form of FORMS) {
    const path = form.exec(name)?.[1];
    if (path !== undefined) return /:memory:|^$/.test(path) ? '' : path;
  }
  return null;
}
