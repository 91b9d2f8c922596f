/** What could be split and is not, and why. */
export const leftOutOnPurpose: readonly { readonly name: string; readonly reason: string }[] = [
  {
    name: 'another libc',
    reason:
      'a builder on Debian gets no runtime stage on Alpine: what is linked and what is downloaded for it would not run',
  },
  {
    name: 'a pattern in COPY --from',
    reason: 'several files may match, and of them the last one wins; only one exact path is copied',
  },
  {
    name: 'PHP and other languages without a recipe',
    reason: 'they are told as no-recipe; half a recipe would lose what the app needs',
  },
  {
    name: '-trimpath, -ldflags "-s -w", UPX, strip',
    reason: 'they change the binary itself, its panics and its debugging, which is for its author to want',
  },
  {
    name: 'a static site moved behind another web server',
    reason: 'fallbacks, headers and caching are settings of the server that the author chose',
  },
  {
    name: 'the files of a builder that services mount over',
    reason: 'who mounts sources over the app develops in that container, and needs its tools',
  },
];
