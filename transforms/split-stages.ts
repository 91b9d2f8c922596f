import { defineTransform } from '../src/engine/transform.ts';
import { findSplit } from './split-stages/find.ts';

const ID = 'split-stages';

export const splitStages = defineTransform({
  id: ID,
  summary: 'Parts a stage that builds an app into a builder and a runtime stage that holds only what runs.',
  why:
    'Compilers, headers, sources and development packages are needed once, and then carried in every image, where they are ' +
    'pulled, stored and open to whoever breaks in. The builder stays as it was written; what runs is copied out of it by its ' +
    'exact path into a small image of the same release. What the running app may need besides is read from its start command, its scripts and ' +
    'its sources; where that cannot be told, nothing is split.',
  risk: 'changes',
  examples: [
    {
      title: 'a binary that needs nothing else',
      before:
        'FROM golang:1.25\nWORKDIR /src\nCOPY go.mod ./\nCOPY . .\nRUN go build -o /bin/app .\nEXPOSE 8080\nCMD ["/bin/app"]\n',
      after: null,
    },
  ],
  defaults: {},
  optionDocs: {},
  *find({ doc, project }) {
    yield* findSplit(ID, doc, project);
  },
});
