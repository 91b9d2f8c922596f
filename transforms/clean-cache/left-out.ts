/** What the transform could do and does not, and why. The docs print it. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

export const leftOutOnPurpose: readonly LeftOut[] = [
  {
    name: 'apt-get clean',
    reason:
      'the official Debian and Ubuntu images delete downloaded packages after every install (docker-clean); adding it saves nothing, and deleting one that is there saves nothing either',
  },
  {
    name: 'a lone apt-get update or apk update',
    reason:
      "it wants to be joined with the install that follows, which merge-run does; whether a RUN may go altogether is its author's to say",
  },
  {
    name: 'dnf --setopt=install_weak_deps=False, --nodocs',
    reason: 'they change what is installed, and nothing says which weak dependencies an app uses',
  },
  { name: 'bundle install without groups', reason: 'the app may be started in its development or test environment' },
  {
    name: 'bundler caches',
    reason:
      "where they lie depends on GEM_HOME, BUNDLE_PATH and bundler's own configuration, and .git folders in them are read by some gemspecs at run time",
  },
  { name: 'composer install --no-dev', reason: 'scripts and tests that run in the image may need what it leaves out' },
  {
    name: 'pnpm store prune',
    reason: 'it removes only packages that no project uses: after an install there are none',
  },
  { name: 'yarn 2 and later', reason: "with Plug'n'Play the app runs from the packages in the cache" },
  {
    name: 'poetry cache',
    reason: "virtual environments lie in the same folder; deleting it deletes the app's packages",
  },
  {
    name: 'pipenv, pipx, pip-tools',
    reason: 'they call pip themselves and have no option of their own; an ENV would change more than the one RUN',
  },
  { name: 'uv cache', reason: 'packages may be linked into the environment from the cache by symbolic links' },
  {
    name: 'go, cargo, maven, gradle and sbt caches',
    reason: 'a later build, or a start that builds, reads them; they go with the stage that builds, not one by one',
  },
  { name: 'nuget packages', reason: 'dotnet build --no-restore and dotnet run read them in place' },
  { name: 'bun cache', reason: 'the install may link into it, depending on its back end and the file system' },
  { name: 'archives fetched by curl or wget', reason: 'a file that the author made may be used by anything later' },
  {
    name: 'an rm of what an earlier RUN has made',
    reason: 'joining the two RUNs saves it, which merge-run does where it can; the rm itself is harmless',
  },
  { name: '/tmp/pear', reason: 'what pecl leaves there is small, and a later pecl install may go on from it' },
  { name: 'npx, npm exec', reason: 'what they fetched may be meant for the start of the container' },
];
