/** What the transform could do and does not, and why. The docs print it. */
export const leftOutOnPurpose: readonly { readonly name: string; readonly reason: string }[] = [
  {
    name: 'a COPY of settings only (tsconfig.json) above the install step',
    reason: 'it changes about as seldom as the manifests do',
  },
  {
    name: 'an ARG or ENV that only later steps use',
    reason:
      'every RUN behind it runs anew when its value changes, but scripts of packages may read any variable; only above a go mod download, which does not, is the step put above the ARGs',
  },
  {
    name: 'a clean-up at the end of a RUN that installs and builds',
    reason:
      'parted, the install would keep in its layer what the clean-up deletes; only in a stage that is not shipped is such a RUN parted',
  },
  {
    name: 'COPY --parents and bind mounts for the manifests',
    reason: 'they need a newer Dockerfile syntax than many builders have',
  },
];
