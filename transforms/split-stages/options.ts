/** What the user may choose, where more than one answer is right. What it changes for the app is asked for by the risk. */
export interface Options {
  readonly go: 'keep' | 'strip';
  readonly node: 'slim' | 'alpine' | 'distroless';
}

export const DEFAULTS: Options = { go: 'keep', node: 'slim' };
