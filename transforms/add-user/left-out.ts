/** What the transform could do and does not, and why. The docs print it. */
interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

export const leftOutOnPurpose: readonly LeftOut[] = [
  {
    name: 'chown -R over the app',
    reason: 'it stores every file a second time; COPY --chown gives them away in the layer that brings them',
  },
  {
    name: 'WORKDIR behind USER',
    reason: 'only some builders give the folder that it makes to the user, so a RUN says it',
  },
  {
    name: 'the installs as the user',
    reason: 'install scripts would run with another home, and what is installed could be changed by who breaks in',
  },
  {
    name: 'nginx, Apache, PHP-FPM and databases',
    reason: 'they start as root and give it up by themselves; other images of them are made to run without it',
  },
  {
    name: 'group 0 and g=u for OpenShift',
    reason: 'it gives every file to the group of root, which nothing but OpenShift asks for',
  },
  {
    name: 'earlier stages and other targets',
    reason: 'nobody runs them, or somebody builds on them and still needs root',
  },
];
