/** Which files are taken for Dockerfiles by their name. A file that the user names is taken whatever its name. */

/** `Dockerfile`, `Dockerfile.dev`, `api.Dockerfile`, `Containerfile`, and the same with a small d. */
const NAME = /^(?:[Dd]ockerfile(?:\..+)?|.+\.[Dd]ockerfile|Containerfile.*)$/;

/**
 * Endings behind `Dockerfile.` or `Containerfile.` that say: not a Dockerfile. First the ignore list that Docker reads
 * beside it, then other languages' sources and documents, templates (their FROM may be filled in later), and what
 * editors and merges leave behind.
 */
export const EXCLUDED_ENDINGS: readonly string[] = [
  ...['.dockerignore', '.containerignore'],
  ...['.c', '.cc', '.cpp', '.cs', '.ex', '.exs', '.go', '.h', '.java', '.js', '.cjs', '.mjs', '.jsx', '.kt', '.lua'],
  ...['.php', '.pl', '.ps1', '.py', '.rb', '.rs', '.scala', '.sh', '.bash', '.swift', '.ts', '.tsx', '.vim', '.vue'],
  ...[
    '.css',
    '.csv',
    '.html',
    '.htm',
    '.ini',
    '.json',
    '.lock',
    '.log',
    '.md',
    '.rst',
    '.adoc',
    '.pdf',
    '.png',
    '.svg',
  ],
  ...['.sum', '.toml', '.xml', '.yaml', '.yml', '.zip', '.gz', '.tgz', '.sha256', '.sig', '.asc', '.diff', '.patch'],
  ...['.ejs', '.erb', '.gotmpl', '.hbs', '.in', '.j2', '.jinja', '.jinja2', '.liquid', '.m4', '.mako', '.mustache'],
  ...['.njk', '.template', '.tmpl', '.tpl', '.twig'],
  ...['.bak', '.backup', '.old', '.orig', '.rej', '.save', '.swo', '.swp', '.tmp', '~'],
];

/** Whether a file of this name is taken when a folder is searched. */
export function isDockerfileName(name: string): boolean {
  if (!NAME.test(name)) return false;
  const lower = name.toLowerCase();
  return !EXCLUDED_ENDINGS.some((ending) => lower.endsWith(ending));
}
