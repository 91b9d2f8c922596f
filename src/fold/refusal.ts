/** Why two Dockerfiles are not folded into one. */
import type { Place } from '../app/hand-over/copied-out.ts';

export type FoldRefusal =
  /** A directive that can stand once, and differs. */
  | { readonly code: 'directive-differs'; readonly name: string }
  /** One has CRLF, the other has not, and a heredoc would change with its line ends. */
  | { readonly code: 'line-ends-differ' }
  /** Both use the name for different stages or images. */
  | { readonly code: 'stage-name'; readonly name: string }
  /** The stage that is built cannot be told. */
  | { readonly code: 'stage-not-known' }
  /** One build argument that has two values. */
  | { readonly code: 'arg-differs'; readonly name: string }
  | { readonly code: 'platform-differs' }
  /** The builder copies what is not in the context. */
  | { readonly code: 'builder-source'; readonly line: number; readonly source: string }
  | { readonly code: 'contexts-differ'; readonly build: string; readonly image: string }
  /** Known when the script runs only. */
  | { readonly code: 'context-not-known'; readonly place: Place }
  /** The builder's ignore file and the image's do not agree on a path that the builder copies. */
  | { readonly code: 'ignore-differs'; readonly path: string; readonly hidden: boolean; readonly ignoreFile: string }
  /** The image copies nothing that the builder makes. */
  | { readonly code: 'nothing-handed-over' }
  /** Nothing tells where a source of the image comes from. */
  | {
      readonly code: 'source-not-known';
      readonly line: number;
      readonly source: string;
      readonly unread: readonly string[];
    }
  /** Something can be told of it, and not enough. */
  | {
      readonly code: 'path-not-known' | 'made-at-run' | 'worked-on' | 'is-folder';
      readonly place: Place;
      readonly text: string;
    }
  | { readonly code: 'several-origins'; readonly source: string; readonly origins: readonly string[] }
  /** Left out of the image's context. */
  | { readonly code: 'artefact-ignored'; readonly line: number; readonly source: string }
  /** The name in the image would be another one, and whether it is a file or a folder is not known. */
  | { readonly code: 'name-differs'; readonly line: number; readonly source: string; readonly from: string }
  /** A COPY that cannot be rewritten. */
  | {
      readonly code: 'copy-not-plain';
      readonly line: number;
      readonly why: 'flags' | 'variable' | 'mixed' | 'archive' | 'pattern' | 'mount' | 'path';
    }
  /** The text put together is not what it is meant to be: the builder's ends in the middle of an instruction. */
  | { readonly code: 'not-one-file' };
